package viridian.vswitch.team;

/** What frames must have in common to be sent by the same member. */
public enum Balance {
    /** The station that sent them, by address and VLAN: all that a team sees of the switch's ports. */
    PORT("port", "HyperVPort"),
    /** Both Ethernet addresses and the VLAN. */
    L2("l2", "MacAddresses"),
    /** Both IP addresses; of other frames as {@link #L2}. */
    L3("l3", "IPAddresses"),
    /** Both IP addresses, protocol and ports; of fragments as {@link #L3}. */
    L4("l4", "TransportPorts");

    private final String words;
    private final String administrators;

    Balance(String words, String administrators) {
        this.words = words;
        this.administrators = administrators;
    }

    /** As written in settings. */
    public String words() {
        return words;
    }

    /** The name Windows administrators know it by; understood in settings too. */
    public String administrators() {
        return administrators;
    }
}
