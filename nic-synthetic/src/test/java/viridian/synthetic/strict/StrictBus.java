package viridian.synthetic.strict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/**
 * The control messages of the bus as Linux, its first drivers and firmware say them (Linux drivers/hv/connection.c,
 * channel_mgmt.c, channel.c): literal bytes out, and every answer held against what they would take.
 */
final class StrictBus {

    private static final int HOST_2012 = 0x00020004;
    private static final int HOST_2019 = 0x00050000;

    final StrictMachine machine;

    /** How long every message is at least: firmware sends the full 240 bytes. */
    private final int messageBytes;

    private int version;
    private int connection = 1;
    private int nextGpadl = 0xE1E10;

    /** A channel that was offered. */
    record Offer(int relid, int subchannel, int connection, String instance) {}

    StrictBus(StrictMachine machine, int messageBytes) {
        this.machine = machine;
        this.messageBytes = messageBytes;
    }

    int version() {
        return version;
    }

    private void post(Wire message) {
        Wire sent = message.length() >= messageBytes
                ? message
                : Wire.zeros(messageBytes).put(0, message.array());
        machine.post(connection, sent.array());
    }

    /** INITIATE_CONTACT from the newest version on, until one is taken. */
    void connect(int... newestFirst) {
        for (int tried : newestFirst) {
            if (isTaken(tried)) return;
        }
        throw new AssertionError("the host takes no version");
    }

    private boolean isTaken(int tried) {
        connection = tried >= HOST_2019 ? 4 : 1;
        Wire contact = Wire.zeros(40).put(0, 14).put(8, tried);
        if (tried >= HOST_2019) contact.put8(16, 2);
        else contact.put64(16, StrictMachine.INTERRUPT_PAGE);
        contact.put64(24, StrictMachine.MONITOR_TO_CHILD).put64(32, StrictMachine.MONITOR_TO_PARENT);
        post(contact);
        Wire response = machine.message(15, tried >= 0x00010001 ? 16 : 9);
        machine.assertSilent();
        if (response.u8(8) == 0) return false;
        assertEquals(1, response.u8(8), "version supported");
        if (tried >= HOST_2012) assertEquals(0, response.u8(9), "connection state");
        if (tried >= HOST_2019) connection = response.i32(12);
        else if (tried >= 0x00010001) assertEquals(tried, response.i32(12), "selected version");
        version = tried;
        return true;
    }

    /** REQUEST_OFFERS; the offers, up to ALL_OFFERS. */
    List<Offer> offers() {
        post(Wire.zeros(8).put(0, 3));
        List<Offer> offers = new ArrayList<>();
        while (machine.isNext(1)) offers.add(offer());
        assertEquals(8, machine.message(4, 8).length(), "ALL_OFFERS");
        machine.assertSilent();
        return offers;
    }

    /** An OFFER, which must be there. */
    Offer offer() {
        boolean isDedicated = version >= 0x00010001;
        Wire offer = machine.message(1, isDedicated ? 196 : 190);
        offer.part(8, 16).assertIs("63 51 61 f8 3e df c5 46 91 3f f2 d2 f9 65 ed 0e", "class of a network adapter");
        offer.assertZeros(40, 56, "reserved");
        offer.assertZeros(60, 180, "user data");
        assertTrue(offer.i32(184) >= 1 && offer.i32(184) <= 2047, "relid " + offer.i32(184));
        assertEquals(0, offer.u8(189) & ~1, "monitor allocated");
        if (isDedicated) assertEquals(1, offer.u16(190), "dedicated interrupt");
        int signalBy = isDedicated ? offer.i32(192) : 2;
        return new Offer(
                offer.i32(184), offer.u16(180), signalBy, offer.part(24, 16).text());
    }

    /** GPADL_HEADER and its bodies for memory in one stretch; the handle, once it is created. */
    int share(Offer channel, long gpa, int bytes) {
        int gpadl = nextGpadl++;
        int pages = bytes / 4096;
        int inHeader = Math.min(pages, 26);
        Wire header = Wire.zeros(28 + 8 * inHeader)
                .put(0, 8)
                .put(8, channel.relid)
                .put(12, gpadl)
                .put16(16, 8 + 8 * pages)
                .put16(18, 1)
                .put(20, bytes);
        for (int i = 0; i < inHeader; i++) header.put64(28 + 8 * i, gpa / 4096 + i);
        post(header);
        for (int done = inHeader, number = 1; done < pages; number++) {
            machine.assertSilent();
            int inBody = Math.min(pages - done, 28);
            Wire body = Wire.zeros(16 + 8 * inBody).put(0, 9).put(8, number).put(12, gpadl);
            for (int i = 0; i < inBody; i++) body.put64(16 + 8 * i, gpa / 4096 + done + i);
            post(body);
            done += inBody;
        }
        Wire created = machine.message(10, 20);
        created.assertIs(words(10, 0, channel.relid, gpadl, 0), "GPADL_CREATED");
        machine.assertSilent();
        return gpadl;
    }

    /** GPADL_TEARDOWN, which must be answered. */
    void takeBack(Offer channel, int gpadl) {
        post(Wire.of(words(11, 0, channel.relid, gpadl), 16));
        machine.message(12, 12).assertIs(words(12, 0, gpadl), "GPADL_TORNDOWN");
        machine.assertSilent();
    }

    /** OPEN, which must succeed; the channel's first {@code ringPages} pages are the ring to the host. */
    void open(Offer channel, int ringGpadl, int ringPages) {
        Wire open = Wire.zeros(148)
                .put(0, 5)
                .put(8, channel.relid)
                .put(12, channel.relid)
                .put(16, ringGpadl)
                .put(24, ringPages);
        post(open);
        machine.message(6, 20).assertIs(words(6, 0, channel.relid, channel.relid, 0), "OPEN_RESULT");
        machine.assertSilent();
    }

    /** CLOSE, which is not answered; the further channels that end with this one are taken away. */
    void close(Offer channel, List<Offer> endWithIt) {
        post(Wire.of(words(7, 0, channel.relid), 12));
        for (int i = 0; i < endWithIt.size(); i++) {
            int relid = machine.message(2, 12).i32(8);
            assertTrue(endWithIt.stream().anyMatch(offer -> offer.relid == relid), "RESCIND of channel " + relid);
            post(Wire.of(words(13, 0, relid), 12));
        }
        machine.assertSilent();
    }

    /** UNLOAD, answered since 1.1. */
    void unload() {
        post(Wire.of(words(16, 0), 8));
        machine.message(17, 8);
        machine.assertSilent();
    }

    /** Signals the host as this version does. */
    void signal(Offer channel) {
        if (version < 0x00010001) {
            long at = StrictMachine.INTERRUPT_PAGE + 2048 + channel.relid / 8;
            machine.memory.putU8(at, machine.memory.u8(at) | 1 << channel.relid % 8);
        }
        machine.signal(channel.connection);
    }

    /** Takes the host's signal of a channel; whether there was one. */
    boolean takeSignal(Offer channel) {
        if (version >= HOST_2012) return machine.takeFlag(channel.relid);
        boolean isMarked = machine.takeInterruptPageBit(channel.relid);
        if (isMarked) assertTrue(machine.takeFlag(0), "a bit in the interrupt page without the shared flag");
        return isMarked;
    }

    /** Numbers as they stand on the wire. */
    static String words(int... values) {
        Wire words = Wire.zeros(4 * values.length);
        for (int i = 0; i < values.length; i++) words.put(4 * i, values[i]);
        return words.text();
    }
}
