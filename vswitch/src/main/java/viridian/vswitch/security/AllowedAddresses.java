package viridian.vswitch.security;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.Icmpv6;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;
import viridian.vswitch.packet.Packet.State;

/**
 * Holds a port to the addresses on its lists: as source of frames and of packets, and wherever a packet says whose an
 * address is. A kind of address without a list is free. Who has no address yet may ask for one.
 */
final class AllowedAddresses {

    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;

    private final long[] macs;
    private final AddressSet ipv4;
    private final AddressSet ipv6;

    AllowedAddresses(Guards guards) {
        macs = guards.macs().stream().mapToLong(MacAddress::bits).sorted().toArray();
        ipv4 = new AddressSet(guards.ipv4());
        ipv6 = new AddressSet(guards.ipv6());
    }

    /** Whether frames with this source may come in. */
    boolean admits(long mac) {
        return macs.length == 0 || Arrays.binarySearch(macs, mac) >= 0;
    }

    /** Whether packets have to be looked into at all. */
    boolean looksIntoPackets() {
        return macs.length > 0 || !ipv4.isEmpty() || !ipv6.isEmpty();
    }

    /** Whether there is a list for addresses of this version. */
    boolean lists(int version) {
        return !(version == 4 ? ipv4 : ipv6).isEmpty();
    }

    /**
     * Why a packet may not pass, or null.
     *
     * @param mac the source of its frame
     */
    @Nullable
    Refusal refuses(Packet packet, long mac) {
        if (packet.state() == State.ARP) return refusesArp(packet, mac);
        if (packet.version() == 4) return refusesIpv4(packet);
        return packet.version() == 6 ? refusesIpv6(packet) : null;
    }

    private @Nullable Refusal refusesArp(Packet packet, long mac) {
        long told = packet.arpSenderMac();
        boolean own = told == mac || (macs.length > 0 && admits(told));
        if (!own && looksIntoPackets()) return Refusal.FOREIGN_ARP_MAC;
        if (ipv4.isEmpty()) return null;
        // A sender of 0.0.0.0 asks whether an address is free that it is about to take (RFC 5227 section 2.1.1).
        long spokenFor = packet.arpSender() != 0 ? packet.arpSender() : packet.arpTarget();
        return ipv4.contains(0, spokenFor) ? null : Refusal.FOREIGN_ARP;
    }

    private @Nullable Refusal refusesIpv4(Packet packet) {
        if (ipv4.isEmpty()) return null;
        long source = packet.sourceLow();
        boolean may = source == 0 ? isWithoutIpv4(packet) : ipv4.contains(0, source);
        return may ? null : Refusal.FOREIGN_SOURCE;
    }

    /** What a host says that has no address yet: it asks for one, or names its groups (RFC 3376 section 4.2.13). */
    private static boolean isWithoutIpv4(Packet packet) {
        if (packet.protocol() == IpProtocol.IGMP) return packet.state() == State.WHOLE;
        return packet.protocol() == IpProtocol.UDP
                && packet.hasPorts()
                && packet.sourcePort() == DHCP_CLIENT
                && packet.destinationPort() == DHCP_SERVER;
    }

    private @Nullable Refusal refusesIpv6(Packet packet) {
        if (ipv6.isEmpty()) return null;
        if (packet.state() == State.SHORT_FRAGMENT && ServerGuard.couldBe(IpProtocol.ICMPV6, packet)) {
            return Refusal.NEIGHBOUR_SHORT;
        }
        long high = packet.sourceHigh();
        long low = packet.sourceLow();
        boolean nobody = (high | low) == 0;
        if (packet.isNeighbour() && (nobody || packet.icmpType() == Icmpv6.NEIGHBOUR_ADVERTISEMENT)) {
            if (!ipv6.contains(packet.neighbourHigh(), packet.neighbourLow())) return Refusal.FOREIGN_NEIGHBOUR;
        }
        boolean may = nobody ? isWithoutIpv6(packet) : ipv6.contains(high, low);
        return may ? null : Refusal.FOREIGN_SOURCE;
    }

    /**
     * What a host says that has no address yet: is it free, is there a router, and which groups it is in, that of its
     * address to be among them (RFC 4862 section 5.4.2, RFC 4861 section 4.1, RFC 3590 section 4).
     */
    private static boolean isWithoutIpv6(Packet packet) {
        if (!packet.isIcmp()) return false;
        return switch (packet.icmpType()) {
            case Icmpv6.NEIGHBOUR_SOLICITATION,
                    Icmpv6.ROUTER_SOLICITATION,
                    Icmpv6.GROUP_REPORT,
                    Icmpv6.GROUP_DONE,
                    Icmpv6.GROUP_REPORT_V2 -> true;
            default -> false;
        };
    }
}
