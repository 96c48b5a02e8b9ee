package viridian.synthetic.fuzz;

import static viridian.partitions.LittleEndian.putI32;

import java.lang.foreign.MemorySegment;
import viridian.partitions.fuzz.Allowance;
import viridian.partitions.fuzz.Choices;
import viridian.partitions.fuzz.Silence;
import viridian.synthetic.Bench;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/**
 * A guest whose adapter is set up as it should be, and that then sends any RNDIS messages: control messages about any
 * object, envelopes of frames with any information beside them, several in one packet, in pages or sections or both.
 */
public final class RndisFuzz {

    private static final int MAX_STEPS = 60;

    private static final int[] OIDS = {
        0x00010101, 0x00010106, 0x0001010E, 0x0001010F, 0x00010114, 0x00010203, 0x00010204, 0x00010206, 0x00010207,
        0x0001021B, 0x00020101, 0x00020102, 0x00020106, 0x00020216, 0x01010101, 0x01010102, 0x01010103, 0x01010104,
        0x01020101, 0xFC01020B, 0xFC01020C, 0xFC01020D, 0xFC010209, 0xFD010106, 0xFF100101, 0
    };

    private static final int[] CONTROL_TYPES = {2, 3, 4, 5, 6, 8, 7, 0x80000002, 0x80000004, 1, 0, 0x7FFFFFFF};

    private final Choices choices;
    private final FuzzedAdapter adapter = new FuzzedAdapter(new NetVsp(Neighbourhood.HOSTILE, NetVsp.PLAIN_FRAME));
    private final MemorySegment message = MemorySegment.ofArray(new byte[8192]);
    private int length;

    private RndisFuzz(Choices choices) {
        this.choices = choices;
    }

    /** For the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Silence.keep();
        Allowance.take(data, input -> new RndisFuzz(new Choices(input)).run());
    }

    private void run() {
        try (adapter) {
            adapter.setUp();
            int fits = adapter.fill();
            adapter.drain();
            for (int step = 0; step < MAX_STEPS && choices.areLeft(); step++) step();
            adapter.drain();
            adapter.neighbourhood.assertSound();
            if (adapter.host.isRunning()) assertNothingLost(fits);
            adapter.assertRecovers();
        }
    }

    private void assertNothingLost(int fits) {
        adapter.host.link(true);
        MemorySegment filter = RndisBytes.set(2, 0x0001010E, 0x2D);
        adapter.rndis(NvspRndis.CONTROL, filter, filter.byteSize());
        adapter.drain();
        int now = adapter.fill();
        Neighbourhood.check(now == fits, "room for " + now + " frames of " + fits);
        adapter.drain();
    }

    private void step() {
        length = 0;
        switch (choices.below(12)) {
            case 0, 1, 2 -> frames();
            case 3, 4, 5 -> control();
            case 6 -> bytes();
            case 7 -> adapter.completeHeld();
            case 8 -> adapter.host.accept(FuzzedAdapter.FRAME);
            case 9 -> adapter.hear();
            case 10 -> adapter.host.link(choices.flip());
            default -> adapter.turn();
        }
    }

    private void bytes() {
        byte[] anything = choices.bytes(choices.u8());
        MemorySegment.copy(MemorySegment.ofArray(anything), 0, message, 0, anything.length);
        length = anything.length;
        send(choices.number(NvspRndis.DATA, NvspRndis.CONTROL));
    }

    private void word(int value) {
        putI32(message, length, value);
        length += 4;
    }

    private void control() {
        int type = choices.number(CONTROL_TYPES);
        int bytes = choices.of(0, 4, 8, 12, 16, 20, 28, 40, 200);
        word(type);
        word(choices.number(28 + bytes));
        word(choices.number(7));
        word(choices.number(OIDS));
        word(choices.number(bytes));
        word(choices.number(20));
        word(0);
        for (int at = 0; at < bytes; at += 4) {
            word(choices.number(0, 1, 4, 6, 14, 28, 36, 40, 44, 128, 0x2D, 0x2801E989, 0x01000100, 0x030F8901));
        }
        send(choices.number(NvspRndis.CONTROL, NvspRndis.CONTROL, NvspRndis.CONTROL, NvspRndis.DATA, 2));
    }

    /** One to a few envelopes, or many. */
    private void frames() {
        int count = choices.of(1, 1, 2, 3, 8, 9, 65);
        for (int i = 0; i < count && length < 7000; i++)
            envelope(count > 9 ? 60 : choices.of(60, 14, 13, 1514, 1515, 0, 200, 600));
        send(choices.number(NvspRndis.DATA, NvspRndis.DATA, NvspRndis.CONTROL));
    }

    private void envelope(int frameBytes) {
        int at = length;
        int entries = choices.of(0, 0, 1, 1, 2, 3);
        length += 44;
        for (int i = 0; i < entries; i++) entry();
        int infoBytes = length - at - 44;
        int dataAt = length + choices.of(0, 0, 4, 28) - at;
        length = at + dataAt;
        frame(frameBytes);
        putI32(message, at, choices.number(1, 1, 1, 1, 2));
        putI32(message, at + 4L, choices.number(length - at));
        putI32(message, at + 8L, choices.number(dataAt - 8, dataAt - 8, dataAt - 8, 36, 0));
        putI32(message, at + 12L, choices.number(frameBytes));
        putI32(message, at + 16L, choices.number(0, 0, 0, 0, 44));
        putI32(message, at + 20L, 0);
        putI32(message, at + 24L, choices.number(0, 0, 0, 0, 1));
        putI32(message, at + 28L, choices.number(infoBytes == 0 ? 0 : 36));
        putI32(message, at + 32L, choices.number(infoBytes));
        putI32(message, at + 36L, choices.number(0));
        putI32(message, at + 40L, choices.number(0));
    }

    /** A piece of information beside a frame: checksum 0, large send 2, tag 6, hash 8 and others. */
    private void entry() {
        int type = choices.number(0, 2, 6, 6, 8, 9, 11, 1 << 31);
        int valueBytes = choices.of(4, 4, 8, 0);
        word(choices.number(12 + valueBytes, 12 + valueBytes, 12 + valueBytes, 0, 11, 8));
        word(type);
        word(choices.number(12, 12, 12, 0, 16, -4));
        for (int i = 0; i < valueBytes; i += 4) {
            word(choices.number(
                    0, 0x10, 0x100, 1, 2, 4, 0x220005, 0x220006, 0x36_0000 | 1460, 1 << 31 | 0x36_0000 | 536, 0xFFFF));
        }
    }

    /** Mostly of this guest to another; IPv4, IPv6, a tag, or nothing that is known. */
    private void frame(int bytes) {
        message.asSlice(length, bytes).fill((byte) 0);
        if (bytes >= Frame.HEADER_BYTES) {
            BigEndian.putU48(message, length, choices.flip() ? Bench.address(2).bits() : Frame.BROADCAST);
            BigEndian.putU48(
                    message, length + 6L, choices.below(8) == 7 ? choices.i64() >>> 16 : Neighbourhood.HOSTILE.bits());
            int type = choices.number(0x0800, 0x0800, 0x86DD, 0x8100, 0x0806, 46) & 0xFFFF;
            BigEndian.putU16(message, length + 12L, type);
            if (bytes >= 60) network(length + 14L, type, bytes - 14);
        }
        length += bytes;
    }

    private void network(long at, int type, int bytes) {
        int protocol = choices.number(6, 17, 1) & 0xFF;
        if (type == 0x0800) {
            message.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, (byte) choices.number(0x45, 0x45, 0x4F, 0x40));
            BigEndian.putU16(message, at + 2, choices.number(bytes, bytes, 0) & 0xFFFF);
            BigEndian.putU16(message, at + 6, choices.number(0, 0, 0x2000, 1) & 0xFFFF);
            message.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at + 9, (byte) protocol);
            message.set(
                    java.lang.foreign.ValueLayout.JAVA_BYTE, at + 32, (byte) choices.number(0x50, 0x50, 0xF0, 0x10));
        } else if (type == 0x86DD) {
            message.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, (byte) 0x60);
            BigEndian.putU16(message, at + 4, choices.number(bytes - 40, 0) & 0xFFFF);
            message.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at + 6, (byte) choices.number(protocol, 0, 43, 44));
        }
    }

    /** In pages of the guest, in a section of its send buffer, or partly here and partly there. */
    private void send(int channelType) {
        int inSection = choices.number(0, 0, 0, length, 44, 13) & 0xFFFF;
        inSection = Math.min(inSection, length);
        adapter.memory().write(FuzzedAdapter.SEND, message, 0, inSection);
        adapter.memory().write(FuzzedAdapter.SCRATCH, message, inSection, length - inSection);
        MemorySegment announcement = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        int section = inSection == 0 ? NvspRndis.NO_SECTION : choices.number(0, 0, 0, 0, 6);
        NvspRndis.write(announcement, 0, channelType, section, choices.number(inSection));
        boolean isAnswered = choices.below(16) < 15;
        if (inSection == length) adapter.send(announcement, NvspMessage.BYTES, isAnswered);
        else adapter.sendDirect(stretches(length - inSection), announcement, NvspMessage.BYTES, isAnswered);
        adapter.turn();
    }

    private long[] stretches(int bytes) {
        int first = choices.number(bytes, bytes, 1, 44, 60) & 0xFFF;
        long at = choices.below(16) == 15 ? choices.i64() >>> 12 : FuzzedAdapter.SCRATCH;
        if (first == 0 || first >= bytes) return new long[] {at, bytes};
        return new long[] {at, first, FuzzedAdapter.SCRATCH + first, bytes - first};
    }
}
