package viridian.lab.host;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * What firmware says when it is to start a machine over the network: it asks everybody for an address and a program (RFC
 * 2131 section 3.1, DHCPDISCOVER; Preboot Execution Environment 2.1, section 2.2). No server of that kind is in a lab, so
 * firmware asks once and goes on with the disk.
 */
final class NetworkBoot {

    private static final int CLIENT_PORT = 68;
    private static final int SERVER_PORT = 67;

    /** Bytes of a BOOTP message before its options, with the four that announce them. */
    private static final int FIXED_BYTES = 240;

    private static final int REQUEST = 1;
    private static final int ETHERNET = 1;
    private static final int BROADCAST_ANSWER = 0x8000;
    private static final int MAC_AT = 28;
    private static final int OPTIONS_FOLLOW = 0x6382_5363;
    private static final int MESSAGE_TYPE = 53;
    private static final int DISCOVER = 1;
    private static final int VENDOR_CLASS = 60;
    private static final int END = 255;
    private static final byte[] PXE_CLIENT = "PXEClient:Arch:00000:UNDI:002001".getBytes(StandardCharsets.US_ASCII);

    private static final int OPTIONS_BYTES = 3 + 2 + PXE_CLIENT.length + 1;
    private static final int TIME_TO_LIVE = 64;

    /** 255.255.255.255. */
    private static final int EVERYBODY = -1;

    private NetworkBoot() {}

    /** The question, from an adapter that has no IP address yet. */
    static Frame discover(MacAddress from) {
        int udpBytes = Udp.HEADER_BYTES + FIXED_BYTES + OPTIONS_BYTES;
        byte[] bytes = new byte[Frame.HEADER_BYTES + Ipv4.HEADER_BYTES + udpBytes];
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        putMac(frame, Frame.BROADCAST);
        putMac(frame, from.bits());
        frame.putShort((short) Ipv4.ETHER_TYPE);
        frame.position(Frame.HEADER_BYTES + Ipv4.HEADER_BYTES + Udp.HEADER_BYTES);
        putMessage(frame.slice(), from);
        return finished(bytes, udpBytes);
    }

    private static void putMessage(ByteBuffer message, MacAddress from) {
        message.put((byte) REQUEST).put((byte) ETHERNET).put((byte) 6).put((byte) 0);
        message.putInt((int) from.bits()).putShort((short) 0).putShort((short) BROADCAST_ANSWER);
        message.position(MAC_AT);
        putMac(message, from.bits());
        message.position(FIXED_BYTES - Integer.BYTES);
        message.putInt(OPTIONS_FOLLOW);
        message.put((byte) MESSAGE_TYPE).put((byte) 1).put((byte) DISCOVER);
        message.put((byte) VENDOR_CLASS).put((byte) PXE_CLIENT.length).put(PXE_CLIENT);
        message.put((byte) END);
    }

    /** From nobody yet, to everybody. */
    private static Frame finished(byte[] bytes, int udpBytes) {
        MemorySegment frame = MemorySegment.ofArray(bytes);
        int udpAt = Frame.HEADER_BYTES + Ipv4.HEADER_BYTES;
        Udp.writeHeader(frame, udpAt, CLIENT_PORT, SERVER_PORT, udpBytes, 0, EVERYBODY);
        int length = Ipv4.HEADER_BYTES + udpBytes;
        Ipv4.writeHeader(frame, Frame.HEADER_BYTES, length, 0, 0, TIME_TO_LIVE, Udp.PROTOCOL, 0, EVERYBODY);
        return Frame.of(bytes);
    }

    private static void putMac(ByteBuffer to, long bits) {
        to.putShort((short) (bits >>> 32)).putInt((int) bits);
    }
}
