package viridian.vswitch;

/**
 * Why a frame was not carried on: the one list of reasons, with the numbers and names Hyper-V's administrators know
 * from its virtual switch's drop events. Every port counts each reason, for frames coming in and for frames going out.
 */
public enum DropReason {
    INVALID_PACKET(2, "InvalidPacket", "the headers of its packet are cut off or contradict each other"),
    RESOURCES(3, "Resources", "the adapter behind the port had no room for it"),
    DISCONNECTED(5, "Disconnected", "the port is no longer plugged in"),
    NOT_ACCEPTED(6, "NotAccepted", "the port only listens to copies of others' frames"),
    FILTERED(8, "Filtered", "a rule of an extension refuses it"),
    FILTERED_VLAN(9, "FilteredVLAN", "it is untagged, and the trunk has no native VLAN to put it in"),
    UNAUTHORIZED_VLAN(10, "UnauthorizedVLAN", "the port may not carry a frame with this VLAN tag"),
    UNAUTHORIZED_MAC(11, "UnauthorizedMAC", "its source is not among the addresses allowed at the port"),
    FAILED_SECURITY_POLICY(12, "FailedSecurityPolicy", "it speaks for an IP address the port may not use"),
    FAILED_PVLAN_SETTING(13, "FailedPvlanSetting", "only ports it is kept apart from could have received it"),
    QOS(14, "Qos", "it exceeds the bandwidth of its port"),
    MAC_SPOOFING(16, "MacSpoofing", "its source address belongs to another adapter"),
    DHCP_GUARD(17, "DhcpGuard", "it is a DHCP server's message, and the port may not have a DHCP server"),
    ROUTER_GUARD(18, "RouterGuard", "it is a router's message, and the port may not have a router"),
    BRIDGE_RESERVED(19, "BridgeReserved", "it is addressed to the bridge itself and never forwarded"),
    INVALID_CONFIG(22, "InvalidConfig", "its sender left work to be done that the adapter behind the port does not do"),
    MTU_MISMATCH(23, "MTUMismatch", "it is longer than the port carries"),
    INVALID_VLAN_FORMAT(25, "InvalidVlanFormat", "its VLAN tag is malformed"),
    INVALID_SOURCE_MAC(27, "InvalidSourceMac", "its source is no single station's address"),
    STORM_LIMIT(30, "StormLimit", "the port has sent too much that goes to everybody within a second"),
    NIC_DISABLED(33, "NicDisabled", "the port is switched off"),
    BROADCAST_NO_DESTINATIONS(710, "BroadcastNoDestinations", "no other port of its VLAN is there to hear it"),
    UNICAST_NO_DESTINATION(711, "UnicastNoDestination", "no other port leads to its destination"),
    PORT_BLOCKED(718, "PortBlocked", "the port does not forward now, so that no loop arises");

    private final int number;
    private final String administrators;
    private final String sentence;

    DropReason(int number, String administrators, String sentence) {
        this.number = number;
        this.administrators = administrators;
        this.sentence = sentence;
    }

    public int number() {
        return number;
    }

    /** The name as administrators write it: UnauthorizedVLAN. */
    public String administrators() {
        return administrators;
    }

    /** What was the matter, to be read after "the frame was dropped because". */
    public String sentence() {
        return sentence;
    }

    /** Number and name: "10 UnauthorizedVLAN". */
    @Override
    public String toString() {
        return number + " " + administrators;
    }
}
