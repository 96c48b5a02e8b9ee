package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import viridian.synthetic.nvsp.NvspVersion;

/**
 * How Linux's driver of today begins (Linux drivers/net/hyperv/netvsc.c, rndis_filter.c): every question in its order, and
 * what the driver makes of the answers.
 */
final class LinuxDriver {

    static final int[] BUS = {0x50003, 0x50002, 0x50001, 0x50000, 0x40001, 0x40000, 0x30000, 0x20004, 0x10001, 0x0000D};
    static final int RECEIVE_ID = 0xCAFE;

    private static final int[] NVSP = {0x60001, 0x60000, 0x50000, 0x40000, 0x30002, 2};
    private static final Wire NOTHING = Wire.zeros(0);
    private static final int ALL_TCP = 0x14;

    private final StrictNic nic;
    private final NvspVersion expected;
    private int version;
    private int channels = 1;
    private Wire capabilities = NOTHING;

    LinuxDriver(StrictNic nic, NvspVersion expected) {
        this.nic = nic;
        this.expected = expected;
    }

    /** From INIT to the number of channels. */
    void probe() {
        version = nic.init(NVSP);
        assertEquals(expected.wire(), version, "the host's newest version");
        if (version != 2) nic.tells(StrictBus.words(125, 1514, 0, capabilityBits(), 0));
        nic.ndis(6, version >= 0x50000 ? 30 : 1, false);
        receiveBuffer();
        nic.giveSendBuffer(1 << 20, 0);
        nic.initialize(0x4000);
        nic.query(0x00010106, NOTHING).assertIs(StrictBus.words(1500), "longest payload");
        nic.query(0x01010101, NOTHING).assertIs("00 15 5d 00 00 01", "address");
        offloads();
        nic.query(0x00010114, NOTHING).assertIs(StrictBus.words(0), "connected");
        if (version < 0x50000) return;
        assertEquals(4, nic.query(0x00010107, NOTHING).length(), "speed");
        countChannels();
    }

    private int capabilityBits() {
        if (version >= 0x60001) return 0xAC;
        return version >= 0x50000 ? 0x2C : 0x08;
    }

    private void receiveBuffer() {
        boolean isOld = version <= 0x30002;
        Wire answer = nic.giveReceiveBuffer(isOld ? 15 << 20 : 16 << 20, RECEIVE_ID);
        String parts = isOld ? "0e 07 00 00 05 22 00 00 46 ff ef 00" : "0e 07 00 00 49 24 00 00 fe fa ff 00";
        answer.assertIs(StrictBus.words(102, 1, 1, 0) + parts, "SEND_RECV_BUF_COMPLETE");
    }

    /** The capabilities must be an object Linux takes, and the parameters must be followed by the new state. */
    private void offloads() {
        int revision = version >= 0x50000 ? 3 : version == 0x40000 ? 2 : 1;
        int size = revision == 3 ? 156 : revision == 2 ? 144 : 112;
        Wire asked = Wire.zeros(size).put8(0, 0xA7).put8(1, revision).put16(2, size);
        capabilities = nic.query(0xFC01020D, asked);
        assertIsOffloadObject(capabilities, revision);
        assertTrue(capabilities.length() <= size, "no longer than the driver's own");
        int bytes = version >= 0x50000 ? 28 : 22;
        Wire parameters =
                Wire.zeros(bytes).put8(0, 0x80).put8(1, 3).put16(2, bytes).put8(4, 1);
        if (leavesTcp()) parameters.put8(5, 4).put8(7, 4);
        // To hosts before 2012 R2 nothing is said of UDP.
        if (leavesTcp() && version >= 0x50000) parameters.put8(6, 4).put8(8, 4);
        if (leavesLargeSends()) parameters.put8(11, 2).put8(12, 2);
        if (takesJoined()) parameters.put8(22, 2).put8(23, 2);
        nic.set(0xFC01020C, parameters);
        indicated(revision);
    }

    private void indicated(int revision) {
        Wire indication = nic.unasked();
        assertEquals(7, indication.i32(0), "INDICATE_STATUS");
        assertEquals(0x40020006, indication.i32(8), "what the adapter does now");
        assertEquals(indication.length() - 20, indication.i32(12), "length of the object");
        assertEquals(12, indication.i32(16), "where the object is");
        Wire current = indication.part(20, indication.length() - 20);
        assertIsOffloadObject(current, revision);
        if (leavesTcp()) assertEquals(ALL_TCP, current.i32(8) & ALL_TCP, "TCP over IPv4 is left to the host");
        if (leavesLargeSends()) assertEquals(capabilities.i32(84), current.i32(84), "large sends over IPv4");
        if (takesJoined()) assertEquals(0x0101, current.u16(144), "joined segments");
    }

    private static void assertIsOffloadObject(Wire object, int newest) {
        assertTrue(object.length() >= 112, object.text());
        assertEquals(0xA7, object.u8(0), "object type");
        assertTrue(object.u8(1) >= 1 && object.u8(1) <= newest, "revision");
        assertTrue(object.u16(2) >= 112 && object.u16(2) <= object.length(), "size");
    }

    /** Whether the host fills in TCP checksums. */
    boolean leavesTcp() {
        return capabilities.i32(4) == 2 && (capabilities.i32(8) & ALL_TCP) == ALL_TCP;
    }

    /** Whether the host cuts large sends. */
    boolean leavesLargeSends() {
        return leavesTcp() && capabilities.i32(80) == 2 && capabilities.i32(84) > 0;
    }

    /** Whether received segments come joined. */
    boolean takesJoined() {
        return version >= 0x60001 && capabilities.length() >= 156 && capabilities.u16(144) == 0x0101;
    }

    /** A host may not know receive side scaling at all; if it does, the answer is one Linux and DPDK take. */
    private void countChannels() {
        Wire asked = Wire.zeros(20).put8(0, 0x88).put8(1, 2).put16(2, 20);
        Wire answer = nic.answer(0x00010203, asked);
        if (answer.i32(12) == 0xC00000BB) return;
        assertEquals(0, answer.i32(12), "status");
        assertTrue(answer.i32(16) == 18 || answer.i32(16) == 20, "length");
        assertEquals(0x88, answer.u8(24), "object type");
        assertTrue(answer.u16(40) > 0, "entries of the table");
        channels = answer.i32(36);
        assertTrue(channels >= 1, "channels");
    }

    /** How many channels the host can spread frames over. */
    int channels() {
        return channels;
    }

    /**
     * Asks for further channels, opens each, has the host spread what it sends over all of them, and takes its table.
     *
     * @return the further channels, in the order of their numbers
     */
    List<StrictChannel> spread(int wanted) {
        List<StrictBus.Offer> offers = ask(wanted);
        List<StrictChannel> further = new ArrayList<>();
        for (StrictBus.Offer offer : offers) further.add(new StrictChannel(nic.channel.bus(), offer, 128));
        table(wanted + 1);
        setSpreading(0x10, wanted + 1);
        setSpreading(0, wanted + 1);
        return further;
    }

    private List<StrictBus.Offer> ask(int wanted) {
        Wire answer = nic.asks(StrictBus.words(133, 1, wanted));
        answer.assertIs(StrictBus.words(133, 1, wanted), "all that were asked for are granted");
        List<StrictBus.Offer> offers = new ArrayList<>();
        for (int i = 0; i < wanted; i++) offers.add(nic.channel.bus().offer());
        nic.channel.bus().machine.assertSilent();
        offers.sort(Comparator.comparingInt(StrictBus.Offer::subchannel));
        for (int i = 0; i < wanted; i++) {
            assertEquals(i + 1, offers.get(i).subchannel(), "numbers without gaps");
            assertEquals(nic.channel.offer().instance(), offers.get(i).instance(), "the same device");
        }
        return offers;
    }

    /** Sixteen entries where they are said to be, once all channels are open. */
    private void table(int queues) {
        Wire message = nic.inBand();
        assertEquals(134, message.i32(0), "SEND_INDIRECTION_TABLE");
        assertEquals(16, message.i32(4), "entries");
        int at = message.i32(8);
        assertTrue(at >= 12 && at + 64 <= message.length(), "a table at " + at + " of " + message.length());
        for (int i = 0; i < 16; i++) assertEquals(i % queues, message.i32(at + 4 * i), "entry " + i);
    }

    private void setSpreading(int flags, int queues) {
        Wire parameters = Wire.zeros(40 + 512 + 40)
                .put8(0, 0x89)
                .put8(1, 2)
                .put16(2, 40)
                .put16(4, flags)
                .put(8, 0x00001701)
                .put16(12, 512)
                .put(16, 40)
                .put16(20, 40)
                .put(24, 552);
        for (int i = 0; i < 128; i++) parameters.put(40 + 4 * i, i % queues);
        for (int i = 0; i < 40; i++) parameters.put8(552 + i, 0x6D + 37 * i);
        nic.set(0x00010204, parameters);
    }
}
