package viridian.synthetic.rss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.synthetic.Bytes;
import viridian.vswitch.frame.Frame;

/** The published examples of the hash, as frames that carry such packets. */
class ToeplitzTest {

    private static final byte[] KEY = Bytes.of(
                    "6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa")
            .toArray(ValueLayout.JAVA_BYTE);

    private static final int TCP = 6;
    private static final int UDP = 17;

    private final Toeplitz toeplitz = new Toeplitz(KEY);

    @Test
    void theExamplesOfIpv4() throws Exception {
        example("66.9.149.187", 2794, "161.142.100.80", 1766, 0x323E8FC2, 0x51CCC178);
        example("199.92.111.2", 14230, "65.69.140.83", 4739, 0xD718262A, 0xC626B0EA);
        example("24.19.198.95", 12898, "12.22.207.184", 38024, 0xD2D0A5DE, 0x5C2B394A);
    }

    @Test
    void theExampleOfIpv6() throws Exception {
        example("3ffe:2501:200:1fff::7", 2794, "3ffe:2501:200:3::1", 1766, 0x2CC18CD5, 0x40207D3D);
    }

    private void example(String from, int fromPort, String to, int toPort, int addressesOnly, int withPorts)
            throws Exception {
        boolean isIpv6 = from.indexOf(':') >= 0;
        int addresses = isIpv6 ? HashTypes.IPV6 : HashTypes.IPV4;
        int tcp = isIpv6 ? HashTypes.TCP_IPV6 : HashTypes.TCP_IPV4;
        int udp = isIpv6 ? HashTypes.UDP_IPV6 : HashTypes.UDP_IPV4;
        Frame frame = frame(from, fromPort, to, toPort, TCP);
        hashed(frame, HashTypes.ALL, tcp, withPorts);
        hashed(frame, addresses, addresses, addressesOnly);
        hashed(frame, addresses | udp, addresses, addressesOnly);
        hashed(frame(from, fromPort, to, toPort, UDP), HashTypes.ALL, udp, withPorts);
        assertEquals(FlowHash.NONE, FlowHash.of(frame, toeplitz, udp), "TCP where only UDP is wanted");
    }

    private void hashed(Frame frame, int wanted, int type, int expected) {
        long hashed = FlowHash.of(frame, toeplitz, wanted);
        assertEquals(Integer.toHexString(expected), Integer.toHexString(FlowHash.hash(hashed)));
        assertEquals(type, FlowHash.type(hashed));
    }

    private static Frame frame(String from, int fromPort, String to, int toPort, int protocol) throws Exception {
        byte[] source = InetAddress.getByName(from).getAddress();
        byte[] destination = InetAddress.getByName(to).getAddress();
        ByteBuffer bytes = ByteBuffer.allocate(80);
        if (source.length == 4) {
            bytes.putShort(12, (short) 0x0800).put(14, (byte) 0x45).put(23, (byte) protocol);
            bytes.put(26, source).put(30, destination);
            bytes.putShort(34, (short) fromPort).putShort(36, (short) toPort);
        } else {
            bytes.putShort(12, (short) 0x86DD).put(14, (byte) 0x60).put(20, (byte) protocol);
            bytes.put(22, source).put(38, destination);
            bytes.putShort(54, (short) fromPort).putShort(56, (short) toPort);
        }
        return Frame.of(bytes.array());
    }

    @Test
    void fragmentsOfAPacketStayTogether() throws Exception {
        MemorySegment bytes =
                frame("66.9.149.187", 2794, "161.142.100.80", 1766, TCP).bytes();
        Frame first = Frame.of(bytes.toArray(ValueLayout.JAVA_BYTE));
        first.memory().set(ValueLayout.JAVA_BYTE, 20, (byte) 0x20);
        hashed(first, HashTypes.ALL, HashTypes.IPV4, 0x323E8FC2);
        Frame last = Frame.of(bytes.toArray(ValueLayout.JAVA_BYTE));
        last.memory().set(ValueLayout.JAVA_BYTE, 21, (byte) 0x10);
        hashed(last, HashTypes.ALL, HashTypes.IPV4, 0x323E8FC2);
    }

    @Test
    void anythingElseHasNoHash() throws Exception {
        assertEquals(FlowHash.NONE, FlowHash.of(Frame.of(new byte[60]), toeplitz, HashTypes.ALL));
        byte[] whole = frame("1.2.3.4", 1, "5.6.7.8", 2, TCP).bytes().toArray(ValueLayout.JAVA_BYTE);
        Frame cut = new Frame().lend(MemorySegment.ofArray(whole), 0, 33, Frame.UNTAGGED);
        assertEquals(FlowHash.NONE, FlowHash.of(cut, toeplitz, HashTypes.ALL));
    }

    @Test
    void everyFrameIsReadInsideItself() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int hashed = 0;
        for (int run = 0; run < 50_000; run++) {
            byte[] bytes = new byte[14 + random.nextInt(70)];
            random.nextBytes(bytes);
            bytes[12] = (byte) (random.nextBoolean() ? 0x08 : 0x86);
            bytes[13] = (byte) (bytes[12] == 8 ? 0 : 0xDD);
            if (FlowHash.of(Frame.of(bytes), toeplitz, HashTypes.ALL) != FlowHash.NONE) hashed++;
        }
        assertTrue(hashed > 1000, hashed + " frames hashed");
    }

    @Test
    void theKeyIsKept() {
        assertArrayEquals(KEY, toeplitz.key());
    }
}
