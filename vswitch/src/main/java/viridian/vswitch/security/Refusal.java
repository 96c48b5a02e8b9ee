package viridian.vswitch.security;

import viridian.vswitch.DropReason;
import viridian.vswitch.Verdict;

/** What can be the matter with a frame, closer than its {@link DropReason} says: for who asks why. */
enum Refusal {
    FOREIGN_MAC(DropReason.UNAUTHORIZED_MAC, "its source is not on the port's list of MAC addresses"),
    FOREIGN_ARP_MAC(
            DropReason.UNAUTHORIZED_MAC, "the ARP packet tells a MAC address that is neither its source nor listed"),
    MALFORMED(DropReason.INVALID_PACKET, "its headers are cut off, contradict each other or are too many to be judged"),
    OVERLAP(DropReason.INVALID_PACKET, "it is a fragment that lies over the headers its first fragment was judged by"),
    DHCP_SERVER(DropReason.DHCP_GUARD, "it goes to a DHCP client's port, as only a server's messages do"),
    DHCP_SHORT(DropReason.DHCP_GUARD, "it is a first fragment too short to tell that it is not a DHCP server's"),
    DHCP_FOLLOWS(DropReason.DHCP_GUARD, "its first fragment was dropped as a DHCP server's"),
    ROUTER(DropReason.ROUTER_GUARD, "it is a router's advertisement or redirect"),
    ROUTER_SHORT(DropReason.ROUTER_GUARD, "it is a first fragment too short to tell that it is not a router's"),
    ROUTER_FOLLOWS(DropReason.ROUTER_GUARD, "its first fragment was dropped as a router's"),
    FOREIGN_SOURCE(DropReason.FAILED_SECURITY_POLICY, "its IP source is not on the port's list"),
    FOREIGN_ARP(
            DropReason.FAILED_SECURITY_POLICY, "the ARP packet speaks for an address that is not on the port's list"),
    FOREIGN_NEIGHBOUR(
            DropReason.FAILED_SECURITY_POLICY,
            "the neighbour message speaks for an address that is not on the port's list"),
    NEIGHBOUR_SHORT(
            DropReason.FAILED_SECURITY_POLICY,
            "it is a first fragment too short to tell that it speaks for no address that is not listed"),
    TOO_MANY_ADDRESSES(
            DropReason.FAILED_SECURITY_POLICY,
            "the port speaks for as many addresses as its limit of dynamic ones allows"),
    STORM(DropReason.STORM_LIMIT, "the port has reached its storm limit in this second");

    private final DropReason why;
    private final String sentence;

    Refusal(DropReason why, String sentence) {
        this.why = why;
        this.sentence = sentence;
    }

    Verdict verdict() {
        return Verdict.drop(why);
    }

    /** To be read after "the frame is dropped because". */
    String sentence() {
        return sentence;
    }
}
