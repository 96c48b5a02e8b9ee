package viridian.vswitch;

/**
 * What an administrator says about a switch.
 *
 * @param name of the switch
 * @param ageingNanos how long a learned address is believed after it was last seen, 1 to 3600 seconds
 * @param hub whether every frame goes to every other port of its VLAN: how it was before isolation, to compare with
 * @param tableLimit how many addresses are learned at most; pinned ones are not counted
 */
public record SwitchSettings(String name, long ageingNanos, boolean hub, int tableLimit) {

    private static final long SECOND = 1_000_000_000L;

    /** Five minutes, as IEEE 802.1Q table 8-6 recommends. */
    public static final long AGEING_NANOS = 300 * SECOND;

    /** Our choice: more than the stations of any network one switch should serve. */
    public static final int TABLE_LIMIT = 16_384;

    public SwitchSettings {
        if (name.isBlank()) throw new IllegalArgumentException("a switch needs a name");
        if (ageingNanos < SECOND || ageingNanos > 3600 * SECOND) {
            throw new IllegalArgumentException("addresses age in 1 to 3600 seconds, not in " + ageingNanos + " ns");
        }
        if (tableLimit < 1) throw new IllegalArgumentException("a switch learns one address at least");
    }

    /** A switch that isolates, learns up to {@link #TABLE_LIMIT} addresses and keeps them five minutes. */
    public static SwitchSettings named(String name) {
        return new SwitchSettings(name, AGEING_NANOS, false, TABLE_LIMIT);
    }

    public SwitchSettings withAgeingNanos(long nanos) {
        return new SwitchSettings(name, nanos, hub, tableLimit);
    }

    public SwitchSettings withHub(boolean asHub) {
        return new SwitchSettings(name, ageingNanos, asHub, tableLimit);
    }

    public SwitchSettings withTableLimit(int addresses) {
        return new SwitchSettings(name, ageingNanos, hub, addresses);
    }
}
