package viridian.synthetic.host;

import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.ndis.OffloadEncapsulation;
import viridian.synthetic.ndis.OffloadParameters;
import viridian.synthetic.nvsp.NvspVersion;

/**
 * Which of its work a guest may leave to the adapter, and which it does leave now; all is off at first. Changed on the
 * root's processor, read by any thread.
 */
final class TaskOffloads {

    private static final int IPV4_CHECKSUMS = NdisOffload.IP_OPTIONS
            | NdisOffload.TCP_OPTIONS
            | NdisOffload.TCP
            | NdisOffload.UDP
            | NdisOffload.IP_HEADER;

    private static final int IPV6_CHECKSUMS =
            NdisOffload.IP_OPTIONS | NdisOffload.TCP_OPTIONS | NdisOffload.TCP | NdisOffload.UDP;

    /** Flags that go with the checksums they are about. */
    private static final int OPTIONS = NdisOffload.IP_OPTIONS | NdisOffload.TCP_OPTIONS;

    private final NdisOffload supported;
    private final int revision;
    private volatile NdisOffload current = NdisOffload.NOTHING;

    private TaskOffloads(NdisOffload supported, int revision) {
        this.supported = supported;
        this.revision = revision;
    }

    /** What an adapter can do for a guest it has agreed so much with. */
    static TaskOffloads of(Agreement agreed, boolean takesWork) {
        int revision = agreed.isAtLeast(NvspVersion.V5) ? 3 : agreed.isAtLeast(NvspVersion.V4) ? 2 : 1;
        if (!takesWork || !agreed.isAtLeast(NvspVersion.V2)) return new TaskOffloads(NdisOffload.NOTHING, revision);
        NdisOffload supported = new NdisOffload(
                IPV4_CHECKSUMS,
                IPV4_CHECKSUMS,
                IPV6_CHECKSUMS,
                IPV6_CHECKSUMS,
                NdisOffload.LARGE_SEND_BYTES,
                NdisOffload.LARGE_SEND_BYTES,
                agreed.takesParts(),
                agreed.takesParts());
        return new TaskOffloads(supported, revision);
    }

    /** What can be switched on. */
    NdisOffload supported() {
        return supported;
    }

    /** What is switched on. */
    NdisOffload current() {
        return current;
    }

    /** The newest object that guests of this version know. */
    int revision() {
        return revision;
    }

    /** Takes back what was saved. */
    void restore(NdisOffload saved) {
        current = masked(saved);
    }

    /** Does as a guest wishes, as far as it can be done. */
    void set(OffloadParameters wish) {
        NdisOffload now = current;
        current = masked(new NdisOffload(
                with(
                        now.ipv4Send(),
                        OffloadParameters.SENDING,
                        wish.ipv4Checksum(),
                        wish.tcpIpv4Checksum(),
                        wish.udpIpv4Checksum()),
                with(
                        now.ipv4Receive(),
                        OffloadParameters.RECEIVING,
                        wish.ipv4Checksum(),
                        wish.tcpIpv4Checksum(),
                        wish.udpIpv4Checksum()),
                with(
                        now.ipv6Send(),
                        OffloadParameters.SENDING,
                        OffloadParameters.NO_CHANGE,
                        wish.tcpIpv6Checksum(),
                        wish.udpIpv6Checksum()),
                with(
                        now.ipv6Receive(),
                        OffloadParameters.RECEIVING,
                        OffloadParameters.NO_CHANGE,
                        wish.tcpIpv6Checksum(),
                        wish.udpIpv6Checksum()),
                with(now.ipv4LargeSend(), wish.ipv4LargeSend(), supported.ipv4LargeSend()),
                with(now.ipv6LargeSend(), wish.ipv6LargeSend(), supported.ipv6LargeSend()),
                with(now.ipv4Coalescing() ? 1 : 0, wish.ipv4Coalescing(), 1) != 0,
                with(now.ipv6Coalescing() ? 1 : 0, wish.ipv6Coalescing(), 1) != 0));
    }

    private static int with(int flags, int direction, int header, int tcp, int udp) {
        int changed = with(flags, direction, header, NdisOffload.IP_HEADER);
        changed = with(changed, direction, tcp, NdisOffload.TCP);
        changed = with(changed, direction, udp, NdisOffload.UDP) & ~OPTIONS;
        return changed == 0 ? 0 : changed | OPTIONS;
    }

    /** A word about a checksum says which directions are on; 0 and what means nothing leave it as it is. */
    private static int with(int flags, int direction, int word, int flag) {
        return switch (word) {
            case OffloadParameters.OFF,
                    OffloadParameters.SENDING,
                    OffloadParameters.RECEIVING,
                    OffloadParameters.BOTH ->
                word == direction || word == OffloadParameters.BOTH ? flags | flag : flags & ~flag;
            default -> flags;
        };
    }

    private static int with(int now, int word, int on) {
        return switch (word) {
            case OffloadParameters.OFF -> 0;
            case OffloadParameters.ON -> on;
            default -> now;
        };
    }

    /** Turns on all there is for packets that lie so in their frames, or nothing. */
    void set(OffloadEncapsulation wish) {
        if (wish.ipv4() == OffloadEncapsulation.ON) setIpv4(supported);
        if (wish.ipv4() == OffloadEncapsulation.OFF) setIpv4(NdisOffload.NOTHING);
        if (wish.ipv6() == OffloadEncapsulation.ON) setIpv6(supported);
        if (wish.ipv6() == OffloadEncapsulation.OFF) setIpv6(NdisOffload.NOTHING);
    }

    private void setIpv4(NdisOffload to) {
        NdisOffload now = current;
        current = new NdisOffload(
                to.ipv4Send(),
                to.ipv4Receive(),
                now.ipv6Send(),
                now.ipv6Receive(),
                to.ipv4LargeSend(),
                now.ipv6LargeSend(),
                to.ipv4Coalescing(),
                now.ipv6Coalescing());
    }

    private void setIpv6(NdisOffload to) {
        NdisOffload now = current;
        current = new NdisOffload(
                now.ipv4Send(),
                now.ipv4Receive(),
                to.ipv6Send(),
                to.ipv6Receive(),
                now.ipv4LargeSend(),
                to.ipv6LargeSend(),
                now.ipv4Coalescing(),
                to.ipv6Coalescing());
    }

    /** A driver's setting by name; whether it is one of an offload with a value that means something. */
    boolean set(String name, int value) {
        int both = switch (value) {
            case 0 -> OffloadParameters.OFF;
            case 1 -> OffloadParameters.SENDING;
            case 2 -> OffloadParameters.RECEIVING;
            case 3 -> OffloadParameters.BOTH;
            default -> OffloadParameters.NO_CHANGE;
        };
        int single = value == 0 ? OffloadParameters.OFF : OffloadParameters.ON;
        OffloadParameters wish = switch (name) {
            case "*IPChecksumOffloadIPv4" -> new OffloadParameters(both, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            case "*TCPChecksumOffloadIPv4" -> new OffloadParameters(0, both, 0, 0, 0, 0, 0, 0, 0, 0);
            case "*UDPChecksumOffloadIPv4" -> new OffloadParameters(0, 0, both, 0, 0, 0, 0, 0, 0, 0);
            case "*TCPChecksumOffloadIPv6" -> new OffloadParameters(0, 0, 0, both, 0, 0, 0, 0, 0, 0);
            case "*UDPChecksumOffloadIPv6" -> new OffloadParameters(0, 0, 0, 0, both, 0, 0, 0, 0, 0);
            case "*LsoV2IPv4" -> new OffloadParameters(0, 0, 0, 0, 0, 0, single, 0, 0, 0);
            case "*LsoV2IPv6" -> new OffloadParameters(0, 0, 0, 0, 0, 0, 0, single, 0, 0);
            default -> null;
        };
        if (wish == null) return false;
        set(wish);
        return true;
    }

    private NdisOffload masked(NdisOffload wished) {
        return new NdisOffload(
                wished.ipv4Send() & supported.ipv4Send(),
                wished.ipv4Receive() & supported.ipv4Receive(),
                wished.ipv6Send() & supported.ipv6Send(),
                wished.ipv6Receive() & supported.ipv6Receive(),
                Math.min(wished.ipv4LargeSend(), supported.ipv4LargeSend()),
                Math.min(wished.ipv6LargeSend(), supported.ipv6LargeSend()),
                wished.ipv4Coalescing() && supported.ipv4Coalescing(),
                wished.ipv6Coalescing() && supported.ipv6Coalescing());
    }
}
