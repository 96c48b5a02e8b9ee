package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import viridian.partitions.GuestMemory;

/**
 * A driver of a synthetic adapter, in bytes (Linux drivers/net/hyperv/netvsc.c and rndis_filter.c, and what other drivers do
 * otherwise): what it says is literal, and it takes only what those drivers take, in the order they wait for it.
 */
final class StrictNic {

    /** What 64-bit Linux gives as the transaction of messages that are not answered. */
    static final long NO_ANSWER = -3;

    private static final int CONTROL = 1;
    private static final int DATA = 0;
    private static final long KERNEL_MEMORY = 0xFFFF_8800_0000_0000L;
    private static final String RNDIS_DONE = "6c 00 00 00 01 00 00 00";

    final StrictChannel channel;
    private final GuestMemory memory;
    private final int messageBytes;
    private final boolean countsTransactions;
    private final long controlGpa;
    private int answerBytes = 32;
    private long lastTransaction;
    private int lastRequest;
    private long sendGpa;
    private int receiveGpadl;
    private int sendGpadl;
    private int mostRanges = 375;
    private Wire completion = Wire.of(RNDIS_DONE, 8);
    private StrictReceiveBuffer receiveBuffer;

    /**
     * A driver on an open channel.
     *
     * @param messageBytes of each NVSP message: 40 since Linux knows 6.1, 28 before
     * @param countsTransactions the first drivers give 0 for everything but frames
     */
    @SuppressWarnings("NullAway") // the receive buffer is there once RNDIS begins
    StrictNic(StrictChannel channel, int messageBytes, boolean countsTransactions) {
        this.channel = channel;
        this.messageBytes = messageBytes;
        this.countsTransactions = countsTransactions;
        memory = channel.bus().machine.memory;
        controlGpa = channel.bus().machine.take(2 * 4096);
    }

    private long transaction() {
        return countsTransactions ? ++lastTransaction : 0;
    }

    /** Frames are numbered, and by the first drivers after the address of a structure in their kernel. */
    private long frameTransaction() {
        return countsTransactions ? ++lastTransaction : KERNEL_MEMORY + 0x140 * ++lastTransaction;
    }

    /** Completes what was received with these bytes: nothing at all, or more than are needed. */
    void completesWith(Wire completion) {
        this.completion = completion;
    }

    /** An NVSP message that is answered; the answer. */
    Wire asks(String digits) {
        long id = transaction();
        channel.send(Wire.of(digits, messageBytes), id, true);
        Wire answer = channel.completed(id);
        channel.assertSilent();
        return answer;
    }

    /** An NVSP message without answer. */
    void tells(String digits) {
        channel.send(Wire.of(digits, messageBytes), NO_ANSWER, false);
        channel.assertSilent();
    }

    /** An NVSP message whose completion is empty. */
    void tellsAndWaits(String digits) {
        assertEquals(0, asks(digits).length(), "an empty completion");
    }

    /** INIT by versions from the newest on; the one that was taken. */
    int init(int... newestFirst) {
        for (int version : newestFirst) {
            Wire answer = asks(StrictBus.words(1, version, version));
            assertEquals(32, answer.length(), "the answer to INIT has the length of the first version");
            assertEquals(2, answer.i32(0), "type");
            answer.assertZeros(16, 32, "padding");
            if (answer.i32(12) != 1) {
                assertEquals(0, answer.i32(12), "status of a version that is not spoken");
                continue;
            }
            assertEquals(version == 2 ? 2 : -1, answer.i32(4), "relic of the version");
            assertEquals(34, answer.i32(8), "relic of the descriptor chain");
            answerBytes = version >= 0x60001 ? 40 : 32;
            return version;
        }
        throw new AssertionError("no version of NVSP");
    }

    /** SEND_NDIS_VERSION; of a driver before 6 at most 64 ranges are expected in a packet. */
    void ndis(int major, int minor, boolean waits) {
        if (major < 6) mostRanges = 64;
        String message = StrictBus.words(100, major, minor);
        if (waits) tellsAndWaits(message);
        else tells(message);
    }

    /** Gives the receive buffer; what the host says of it. */
    Wire giveReceiveBuffer(int bytes, int id) {
        long gpa = channel.bus().machine.take(bytes);
        receiveGpadl = channel.bus().share(channel.offer(), gpa, bytes);
        Wire answer = asks(StrictBus.words(101, receiveGpadl, id));
        assertEquals(answerBytes, answer.length(), "length of the answer");
        receiveBuffer = new StrictReceiveBuffer(memory, gpa, bytes, id, answer, mostRanges);
        return answer;
    }

    /** Gives the send buffer, which is divided as by every host there is. */
    void giveSendBuffer(int bytes, int id) {
        sendGpa = channel.bus().machine.take(bytes);
        sendGpadl = channel.bus().share(channel.offer(), sendGpa, bytes);
        Wire answer = asks(StrictBus.words(104, sendGpadl, id));
        assertEquals(answerBytes, answer.length(), "length of the answer");
        answer.assertIs(StrictBus.words(105, 1, 6144), "SEND_SEND_BUF_COMPLETE");
    }

    /** RNDIS INITIALIZE. */
    void initialize(int maxTransfer) {
        Wire answer = control(StrictBus.words(2, 24, ++lastRequest, 1, 0, maxTransfer));
        assertEquals(52, answer.length());
        answer.part(0, 36).assertIs(StrictBus.words(0x80000002, 52, lastRequest, 0, 1, 0, 1, 0, 8), "INITIALIZE_CMPLT");
        assertTrue(answer.u32(36) >= maxTransfer, "the longest transfer");
        answer.part(40, 12).assertIs(StrictBus.words(3), "alignment, and no address families");
    }

    /** QUERY; the value, which is there. */
    Wire query(int oid, Wire info) {
        Wire answer = control(request(4, oid, info));
        assertEquals(0, answer.i32(12), "status of query %08x".formatted(oid));
        return value(answer);
    }

    /** QUERY of what the adapter may not have; the whole answer. */
    Wire answer(int oid, Wire info) {
        return control(request(4, oid, info));
    }

    /** What the host says of its own accord and wants no answer to, which comes next. */
    Wire inBand() {
        StrictRings.Packet packet = channel.next();
        assertEquals(6, packet.type(), "packet type");
        assertTrue(!packet.isCompletionWanted(), "nothing to complete");
        return packet.payload();
    }

    private Wire value(Wire answer) {
        int length = answer.i32(16);
        answer.part(0, 24)
                .assertIs(StrictBus.words(0x80000004, 24 + length, lastRequest, 0, length, 16), "QUERY_CMPLT");
        assertEquals(24 + length, answer.length(), "not padded");
        return answer.part(24, length);
    }

    /** SET, which is taken. */
    void set(int oid, Wire value) {
        Wire answer = control(request(5, oid, value));
        assertEquals(16, answer.length());
        answer.assertIs(StrictBus.words(0x80000005, 16, lastRequest, 0), "SET_CMPLT of %08x".formatted(oid));
    }

    private String request(int type, int oid, Wire info) {
        int length = 28 + info.length();
        return StrictBus.words(type, length, ++lastRequest, oid, info.length(), 20, 0) + " " + info.text();
    }

    /** A control message in a page of its own: first its packet is completed, then comes the answer, which is completed. */
    Wire control(String digits) {
        sendControl(digits);
        return unasked();
    }

    /** HALT has no answer. */
    void halt() {
        sendControl(StrictBus.words(3, 12, ++lastRequest));
        channel.assertSilent();
    }

    private void sendControl(String digits) {
        Wire message = Wire.of(digits, 0);
        // Not at the beginning of the page: long ones reach into the next.
        long gpa = controlGpa + 4096 - 32;
        for (int i = 0; i < message.length(); i++) memory.putU8(gpa + i, message.u8(i));
        long id = transaction();
        Wire announcement = Wire.of(StrictBus.words(107, CONTROL, -1, 0), messageBytes);
        long first = Math.min(message.length(), 32);
        if (message.length() > 32) {
            channel.sendDirect(announcement, id, gpa, first, gpa + first, message.length() - first);
        } else {
            channel.sendDirect(announcement, id, gpa, first);
        }
        Wire done = channel.completed(id);
        done.assertIs(RNDIS_DONE, "completion of a control message, ahead of the answer");
    }

    /** A control message of the host, which comes next. */
    Wire unasked() {
        List<Wire> messages = receive(channel, CONTROL);
        assertEquals(1, messages.size(), "control messages come alone");
        Wire message = messages.getFirst();
        assertEquals(message.length(), message.i32(4), "the length it says of itself");
        return message;
    }

    /** The frames of the host's next packet, each in its envelope. */
    List<Wire> frames() {
        return receive(channel, DATA);
    }

    /** The frames of the host's next packet on a further channel. */
    List<Wire> framesOn(StrictChannel further) {
        return receive(further, DATA);
    }

    private List<Wire> receive(StrictChannel on, int channelType) {
        StrictRings.Packet packet = on.next();
        // A packet's payload is as long as the version's messages.
        assertEquals(answerBytes, packet.payload().length(), "length of the announcement");
        List<Wire> messages = receiveBuffer.messages(packet, channelType);
        // The parts are the host's again only when it has read this.
        receiveBuffer.released(packet.id());
        on.complete(packet.id(), completion);
        return messages;
    }

    /** Sends RNDIS messages that lie in a section of the send buffer. */
    void sendSection(int section, Wire messages) {
        sendSectionOn(channel, section, messages);
    }

    /** As {@link #sendSection}, on a further channel. */
    void sendSectionOn(StrictChannel on, int section, Wire messages) {
        long gpa = sendGpa + section * 6144L;
        write(gpa, messages);
        long id = frameTransaction();
        on.send(Wire.of(StrictBus.words(107, DATA, section, messages.length()), messageBytes), id, true);
        on.completed(id).assertIs(RNDIS_DONE, "completion of frames");
        on.assertSilent();
    }

    /** Sends an RNDIS message from pages of the guest's memory, cut at {@code cuts}. */
    void sendPages(Wire message, int... cuts) {
        int extent = message.length();
        long gpa = channel.bus().machine.take(2L * extent + 4096) + 100;
        long[] stretches = new long[2 * cuts.length + 2];
        for (int i = 0, from = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : extent;
            // Each stretch somewhere else in memory.
            long at = gpa + from + 8L * i;
            write(at, message.part(from, to - from));
            stretches[2 * i] = at;
            stretches[2 * i + 1] = (long) to - from;
            from = to;
        }
        long id = frameTransaction();
        channel.sendDirect(Wire.of(StrictBus.words(107, DATA, -1, 0), messageBytes), id, stretches);
        done(id);
    }

    /** The head in a section, the frame from the guest's memory. */
    void sendPartly(int section, Wire message, int headBytes) {
        write(sendGpa + section * 6144L, message.part(0, headBytes));
        long gpa = channel.bus().machine.take(message.length());
        write(gpa, message.part(headBytes, message.length() - headBytes));
        long id = frameTransaction();
        Wire announcement = Wire.of(StrictBus.words(107, DATA, section, headBytes), messageBytes);
        channel.sendDirect(announcement, id, gpa, message.length() - headBytes);
        done(id);
    }

    private void done(long id) {
        channel.completed(id).assertIs(RNDIS_DONE, "completion of frames");
        channel.assertSilent();
    }

    private void write(long gpa, Wire bytes) {
        for (int i = 0; i < bytes.length(); i++) memory.putU8(gpa + i, bytes.u8(i));
    }

    /** HALT, both revocations, and the buffers' memory is taken back. */
    void farewell(int receiveId, int sendId, boolean waits) {
        halt();
        end(StrictBus.words(103, receiveId), waits);
        if (sendGpadl != 0) end(StrictBus.words(106, sendId), waits);
    }

    private void end(String message, boolean waits) {
        if (waits) tellsAndWaits(message);
        else tells(message);
    }

    void takeBuffersBack() {
        channel.bus().takeBack(channel.offer(), receiveGpadl);
        if (sendGpadl != 0) channel.bus().takeBack(channel.offer(), sendGpadl);
    }
}
