package viridian.offload.wire;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU32;
import static viridian.vswitch.frame.BigEndian.putU48;
import static viridian.vswitch.frame.BigEndian.putU8;
import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u32;
import static viridian.vswitch.frame.BigEndian.u48;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;

/** Who has this IPv4 address? A question to all on the link, and its answer (RFC 826, "Packet format"). */
public final class Arp {

    public static final int ETHER_TYPE = 0x0806;

    /** Length of a packet about IPv4 on Ethernet, bytes. */
    public static final int BYTES = 28;

    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    private static final int HARDWARE = 0;
    private static final int PROTOCOL = 2;
    private static final int HARDWARE_LENGTH = 4;
    private static final int PROTOCOL_LENGTH = 5;
    private static final int OPERATION = 6;
    private static final int SENDER_MAC = 8;
    private static final int SENDER_IP = 14;
    private static final int TARGET_MAC = 18;
    private static final int TARGET_IP = 24;

    private static final int ETHERNET = 1;

    private Arp() {}

    /** Whether the bytes are a request or a reply about IPv4 on Ethernet; padding may follow. */
    public static boolean isWellFormed(MemorySegment in, long at, int available) {
        return available >= BYTES
                && u16(in, at + HARDWARE) == ETHERNET
                && u16(in, at + PROTOCOL) == Ipv4.ETHER_TYPE
                && u8(in, at + HARDWARE_LENGTH) == 6
                && u8(in, at + PROTOCOL_LENGTH) == 4
                && (operation(in, at) == REQUEST || operation(in, at) == REPLY);
    }

    public static int operation(MemorySegment in, long at) {
        return u16(in, at + OPERATION);
    }

    public static long senderMac(MemorySegment in, long at) {
        return u48(in, at + SENDER_MAC);
    }

    public static int senderIp(MemorySegment in, long at) {
        return (int) u32(in, at + SENDER_IP);
    }

    public static long targetMac(MemorySegment in, long at) {
        return u48(in, at + TARGET_MAC);
    }

    public static int targetIp(MemorySegment in, long at) {
        return (int) u32(in, at + TARGET_IP);
    }

    /** Writes {@link #BYTES} bytes. In a request {@code targetMac} is what is asked for: zero. */
    public static void write(
            MemorySegment to, long at, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
        putU16(to, at + HARDWARE, ETHERNET);
        putU16(to, at + PROTOCOL, Ipv4.ETHER_TYPE);
        putU8(to, at + HARDWARE_LENGTH, 6);
        putU8(to, at + PROTOCOL_LENGTH, 4);
        putU16(to, at + OPERATION, operation);
        putU48(to, at + SENDER_MAC, senderMac);
        putU32(to, at + SENDER_IP, senderIp);
        putU48(to, at + TARGET_MAC, targetMac);
        putU32(to, at + TARGET_IP, targetIp);
    }
}
