package viridian.offload.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Bytes in, values out, and back again. The bytes were read by an independent analyser, which found no fault. */
class FormatsTest {

    private static final int ALICE = Ipv4Address.parse("192.168.0.1").bits();
    private static final int BOB = Ipv4Address.parse("192.168.0.199").bits();

    private static final String REQUEST = "00010800060400010015 5d010203 c0a80001 000000000000 c0a800c7";
    private static final String HEADER = "4500 0073 0000 4000 4011 b861 c0a80001 c0a800c7";
    private static final String ECHO = "0800 9df8 3039 0007 6162636465";
    private static final String DATAGRAM = "c000 0035 000d 79b3 68656c6c6f";

    @Test
    void arpIsReadAndWritten() {
        MemorySegment in = bytes(REQUEST);
        assertTrue(Arp.isWellFormed(in, 0, Arp.BYTES));
        assertEquals(Arp.REQUEST, Arp.operation(in, 0));
        assertEquals(0x00155D010203L, Arp.senderMac(in, 0));
        assertEquals(ALICE, Arp.senderIp(in, 0));
        assertEquals(0, Arp.targetMac(in, 0));
        assertEquals(BOB, Arp.targetIp(in, 0));
        MemorySegment out = room(Arp.BYTES);
        Arp.write(out, 0, Arp.REQUEST, 0x00155D010203L, ALICE, 0, BOB);
        assertEquals(text(REQUEST), text(out));
    }

    @Test
    void arpOfAnotherKindIsNotBelieved() {
        assertFalse(Arp.isWellFormed(bytes(REQUEST), 0, Arp.BYTES - 1));
        for (int at : new int[] {1, 3, 4, 5, 7}) {
            MemorySegment in = bytes(REQUEST);
            in.set(ValueLayout.JAVA_BYTE, at, (byte) 0x7F);
            assertFalse(Arp.isWellFormed(in, 0, Arp.BYTES), "byte " + at);
        }
    }

    @Test
    void ipv4IsReadAndWritten() {
        MemorySegment in = MemorySegment.ofArray(new byte[0x73]);
        MemorySegment.copy(bytes(HEADER), 0, in, 0, 20);
        assertTrue(Ipv4.isWellFormed(in, 0, 0x73));
        assertTrue(Ipv4.checksumHolds(in, 0));
        assertEquals(20, Ipv4.headerLength(in, 0));
        assertEquals(0x73, Ipv4.totalLength(in, 0));
        assertTrue(Ipv4.dontFragment(in, 0));
        assertFalse(Ipv4.isFragment(in, 0));
        assertEquals(Udp.PROTOCOL, Ipv4.protocol(in, 0));
        assertEquals(ALICE, Ipv4.source(in, 0));
        assertEquals(BOB, Ipv4.destination(in, 0));
        MemorySegment out = room(20);
        Ipv4.writeHeader(out, 0, 0x73, 0, Ipv4.DONT_FRAGMENT, 64, Udp.PROTOCOL, ALICE, BOB);
        assertEquals(text(HEADER), text(out));
    }

    @Test
    void ipv4OfAnotherVersionOrLengthIsNotBelieved() {
        MemorySegment in = bytes(HEADER);
        assertFalse(Ipv4.isWellFormed(in, 0, 20), "its total length goes beyond the end");
        assertFalse(Ipv4.isWellFormed(in, 0, 19));
        in.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x46);
        assertFalse(Ipv4.isHeader(in, 0, 20), "its options are cut off");
        in.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x44);
        assertFalse(Ipv4.isWellFormed(in, 0, 0x73), "a header of 16 bytes");
        in.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x65);
        assertFalse(Ipv4.isWellFormed(in, 0, 0x73), "version 6");
    }

    @Test
    void icmpIsReadAndWritten() {
        MemorySegment in = bytes(ECHO);
        assertTrue(Icmp.checksumHolds(in, 0, 13));
        assertEquals(Icmp.ECHO_REQUEST, Icmp.type(in, 0));
        assertEquals(12_345, Icmp.identifier(in, 0));
        assertEquals(7, Icmp.sequence(in, 0));
        MemorySegment out = bytes("ff".repeat(8) + "6162636465");
        Icmp.writeEcho(out, 0, Icmp.ECHO_REQUEST, 12_345, 7, 13);
        assertEquals(text(ECHO), text(out));
    }

    @Test
    void udpIsReadAndWritten() {
        MemorySegment in = bytes(DATAGRAM);
        assertTrue(Udp.isWellFormed(in, 0, 13));
        assertTrue(Udp.checksumHolds(in, 0, ALICE, BOB));
        assertFalse(Udp.checksumHolds(in, 0, ALICE, BOB + 1), "the addresses are part of the sum");
        assertEquals(49_152, Udp.sourcePort(in, 0));
        assertEquals(53, Udp.destinationPort(in, 0));
        MemorySegment out = bytes("ff".repeat(8) + "68656c6c6f");
        Udp.writeHeader(out, 0, 49_152, 53, 13, ALICE, BOB);
        assertEquals(text(DATAGRAM), text(out));
    }

    @Test
    void udpWithoutChecksumIsBelievedAndZeroIsNeverWritten() {
        assertTrue(Udp.checksumHolds(bytes("c000 0035 000d 0000 68656c6c6f"), 0, ALICE, BOB));
        assertEquals(0xFFFF, Udp.checksum(InternetChecksum.WHOLE));
    }

    @Test
    void udpWithAWrongLengthIsNotBelieved() {
        assertFalse(Udp.isWellFormed(bytes(DATAGRAM), 0, 12));
        assertFalse(Udp.isWellFormed(bytes("c000 0035 0007 0000"), 0, 8));
    }

    private static MemorySegment bytes(String text) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    private static MemorySegment room(int length) {
        return bytes("ff".repeat(length));
    }

    private static String text(String text) {
        return text.replace(" ", "");
    }

    private static String text(MemorySegment bytes) {
        return HexFormat.of().formatHex(bytes.toArray(ValueLayout.JAVA_BYTE));
    }
}
