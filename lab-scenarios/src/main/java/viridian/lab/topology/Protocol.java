package viridian.lab.topology;

import java.util.Locale;

/** A kind of frame a claim can name, by EtherType (IEEE 802 numbers) and IP protocol number (IANA). */
public enum Protocol {
    ARP(0x0806, -1),
    IPV4(0x0800, -1),
    ICMP(0x0800, 1),
    TCP(0x0800, 6),
    UDP(0x0800, 17),
    IPV6(0x86DD, -1);

    private final int etherType;
    private final int ipProtocol;

    Protocol(int etherType, int ipProtocol) {
        this.etherType = etherType;
        this.ipProtocol = ipProtocol;
    }

    /** Whether a frame is of this kind; {@code protocol} is -1 when the frame is not IPv4. */
    public boolean matches(int type, int protocol) {
        return type == etherType && (ipProtocol < 0 || ipProtocol == protocol);
    }

    /** As files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
