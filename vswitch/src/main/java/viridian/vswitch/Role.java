package viridian.vswitch;

/** What a port leads to. The difference is the isolation: a guest never hears unicast meant for somebody else. */
public enum Role {
    /** One adapter with a known address, the only source it may use; unknown unicast never goes there. */
    GUEST,

    /** Further stations whose addresses are learned: an uplink, another switch. Unknown unicast goes there. */
    NETWORK
}
