package viridian.vswitch.team;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** A number for each flow, the same for all its frames. Makes no objects. */
final class FlowHash {

    private FlowHash() {}

    /** One station's frames, by address and VLAN. */
    static int station(long address, int vlan) {
        return mixed(RecentSources.station(address, vlan));
    }

    static int of(Balance balance, Frame frame) {
        return switch (balance) {
            case PORT -> station(frame.source(), frame.vlan());
            case L2 -> addresses(frame);
            case L3, L4 -> packet(balance, frame);
        };
    }

    private static int addresses(Frame frame) {
        return mixed((frame.destination() * 31) ^ RecentSources.station(frame.source(), frame.vlan()));
    }

    private static int packet(Balance balance, Frame frame) {
        Packet packet = Packet.onThisThread();
        packet.read(frame);
        if (packet.version() == 0) return addresses(frame);
        long numbers = mixed(packet.sourceHigh() * 31 + packet.sourceLow());
        numbers = numbers * 31 + mixed(packet.destinationHigh() * 31 + packet.destinationLow());
        // Only the first fragment has ports, so that with ports a packet's fragments would part.
        if (balance == Balance.L4 && packet.hasPorts() && !packet.isFragment()) {
            long ports = ((long) packet.sourcePort() << 16) | packet.destinationPort();
            numbers = numbers * 31 + (ports | ((long) packet.protocol() << 32));
        }
        return mixed(numbers);
    }

    /**
     * Whether the receiver finds the sender by its IP address, so that the Ethernet address behind the frame says nothing:
     * IP to one station, but not ICMPv6, whose neighbour messages teach Ethernet addresses.
     */
    static boolean isIndifferentToSource(Frame frame) {
        if (frame.isGroup()) return false;
        Packet packet = Packet.onThisThread();
        return switch (packet.read(frame)) {
            case WHOLE, FIRST_FRAGMENT, LATER_FRAGMENT -> packet.protocol() != IpProtocol.ICMPV6;
            case OTHER, ARP, SHORT_FRAGMENT, MALFORMED -> false;
        };
    }

    /** Every bit of the number has a say in every bit of the hash (the finalizer of SplitMix64, variant 13 of D. Stafford). */
    private static int mixed(long number) {
        long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) (z ^ (z >>> 31));
    }
}
