package viridian.lab.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

class NetworkBootTest {

    private static final int IP = Frame.HEADER_BYTES;
    private static final int UDP = IP + Ipv4.HEADER_BYTES;
    private static final int BOOTP = UDP + Udp.HEADER_BYTES;

    private final MacAddress from = MacAddress.parse("00-15-5D-01-02-03");
    private final Frame frame = NetworkBoot.discover(from);
    private final MemorySegment bytes = frame.bytes();

    private int u8(int at) {
        return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    @Test
    void firmwareAsksEverybody() {
        assertEquals(Frame.BROADCAST, frame.destination());
        assertEquals(from.bits(), frame.source());
        assertTrue(Ipv4.isWellFormed(bytes, IP, frame.length() - IP));
        assertTrue(Ipv4.checksumHolds(bytes, IP));
        assertTrue(Udp.isWellFormed(bytes, UDP, frame.length() - UDP));
        assertTrue(Udp.checksumHolds(bytes, UDP, 0, -1));
        assertEquals(68, Udp.sourcePort(bytes, UDP));
        assertEquals(67, Udp.destinationPort(bytes, UDP));
    }

    @Test
    void forAnAddressAndAProgram() {
        assertEquals(1, u8(BOOTP), "a request");
        assertEquals(6, u8(BOOTP + 2), "bytes of an Ethernet address");
        assertEquals(0x5D, u8(BOOTP + 30), "its own address");
        assertEquals(0x63, u8(BOOTP + 236), "options follow");
        assertEquals(53, u8(BOOTP + 240));
        assertEquals(1, u8(BOOTP + 242), "DHCPDISCOVER");
        byte[] client = bytes.asSlice(BOOTP + 245L, 9).toArray(ValueLayout.JAVA_BYTE);
        assertEquals("PXEClient", new String(client, StandardCharsets.US_ASCII));
        assertEquals(255, u8(frame.length() - 1));
    }
}
