package viridian.vswitch.security;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.Passage;
import viridian.vswitch.packet.FragmentNotes;
import viridian.vswitch.packet.Icmpv6;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/**
 * Keeps messages of DHCP servers and of routers from leaving a port that may have neither. What hides behind options,
 * extension headers and fragments is found, or dropped if it cannot be judged (RFC 7113 section 3, RFC 7610 section 5).
 *
 * @param dhcp whether servers' messages are dropped
 * @param router whether routers' messages are dropped
 * @param notes what was decided about first fragments
 */
record ServerGuard(boolean dhcp, boolean router, FragmentNotes notes) {

    /** UDP ports of clients, which only servers and relays send to (RFC 2131 section 4.1, RFC 8415 section 7.2). */
    private static final int DHCP_CLIENT = 68;

    private static final int DHCPV6_CLIENT = 546;

    /** ICMP types (RFC 792; RFC 1256 section 3). */
    private static final int REDIRECT = 5;

    private static final int ROUTER_ADVERTISEMENT = 9;

    /** Notes: refused and why, or passed, together with how many times eight bytes were judged. */
    private static final int DHCP_REFUSED = 1;

    private static final int ROUTER_REFUSED = 2;
    private static final int PASSED = 0x8000;

    /** Why a packet may not pass, or null. */
    @Nullable
    Refusal refuses(Packet packet, Passage passage) {
        return switch (packet.state()) {
            case WHOLE -> refuses(packet);
            case FIRST_FRAGMENT -> noted(refuses(packet), packet, passage);
            case SHORT_FRAGMENT -> noted(refusesShort(packet), packet, passage);
            case LATER_FRAGMENT -> refusesLater(packet, notes.about(packet, passage.now()));
            case OTHER, ARP, MALFORMED -> null;
        };
    }

    private @Nullable Refusal refuses(Packet packet) {
        if (dhcp && isForDhcpClient(packet)) return Refusal.DHCP_SERVER;
        return router && packet.isIcmp() && isRouters(packet.version(), packet.icmpType()) ? Refusal.ROUTER : null;
    }

    // Clients listen to their port and do not mind where a message comes from, so neither do we.
    private static boolean isForDhcpClient(Packet packet) {
        if (packet.protocol() != IpProtocol.UDP || !packet.hasPorts()) return false;
        return packet.destinationPort() == (packet.version() == 4 ? DHCP_CLIENT : DHCPV6_CLIENT);
    }

    private static boolean isRouters(int version, int type) {
        if (version == 4) return type == REDIRECT || type == ROUTER_ADVERTISEMENT;
        return type == Icmpv6.ROUTER_ADVERTISEMENT || type == Icmpv6.REDIRECT;
    }

    private @Nullable Refusal refusesShort(Packet packet) {
        if (dhcp && couldBe(IpProtocol.UDP, packet)) return Refusal.DHCP_SHORT;
        int icmp = packet.version() == 4 ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        return router && couldBe(icmp, packet) ? Refusal.ROUTER_SHORT : null;
    }

    static boolean couldBe(int protocol, Packet packet) {
        return packet.protocol() == protocol || IpProtocol.isExtension(packet.version(), packet.protocol());
    }

    private @Nullable Refusal noted(@Nullable Refusal refusal, Packet packet, Passage passage) {
        if (!passage.isRehearsal()) notes.note(packet, passage.now(), note(refusal, packet));
        return refusal;
    }

    private static int note(@Nullable Refusal refusal, Packet packet) {
        if (refusal == null) {
            boolean judged = packet.state() == Packet.State.FIRST_FRAGMENT;
            return judged ? PASSED | (packet.judgedBytes() + 7) / 8 : 0;
        }
        return refusal == Refusal.DHCP_SERVER || refusal == Refusal.DHCP_SHORT ? DHCP_REFUSED : ROUTER_REFUSED;
    }

    /** A further fragment follows its first; alone it can do no harm, so one whose first is not known passes. */
    private @Nullable Refusal refusesLater(Packet packet, int note) {
        if (note == DHCP_REFUSED) return dhcp ? Refusal.DHCP_FOLLOWS : null;
        if (note == ROUTER_REFUSED) return router ? Refusal.ROUTER_FOLLOWS : null;
        return packet.fragmentOffset() / 8 < (note & ~PASSED) ? Refusal.OVERLAP : null;
    }
}
