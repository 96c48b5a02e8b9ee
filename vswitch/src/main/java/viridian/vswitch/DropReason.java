package viridian.vswitch;

/**
 * Why a frame was not carried on: the one list of reasons, with the numbers and names Hyper-V's administrators know
 * from its virtual switch's drop events. Every port counts each reason, for frames coming in and for frames going out.
 */
public enum DropReason {
    RESOURCES(3, "Resources", "the adapter behind the port had no room for it"),
    DISCONNECTED(5, "Disconnected", "the port is no longer plugged in"),
    FILTERED(8, "Filtered", "an extension of the switch refused it"),
    FILTERED_VLAN(9, "FilteredVLAN", "it is untagged, and the trunk has no native VLAN to put it in"),
    UNAUTHORIZED_VLAN(10, "UnauthorizedVLAN", "the port may not carry a frame with this VLAN tag"),
    MAC_SPOOFING(16, "MacSpoofing", "its source address belongs to another adapter"),
    BRIDGE_RESERVED(19, "BridgeReserved", "it is addressed to the bridge itself and never forwarded"),
    MTU_MISMATCH(23, "MTUMismatch", "it is longer than the port carries"),
    INVALID_VLAN_FORMAT(25, "InvalidVlanFormat", "its VLAN tag is malformed"),
    INVALID_SOURCE_MAC(27, "InvalidSourceMac", "its source is no single station's address"),
    BROADCAST_NO_DESTINATIONS(710, "BroadcastNoDestinations", "no other port of its VLAN is there to hear it"),
    UNICAST_NO_DESTINATION(711, "UnicastNoDestination", "no other port leads to its destination");

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
