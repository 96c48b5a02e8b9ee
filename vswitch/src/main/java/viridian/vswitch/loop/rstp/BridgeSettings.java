package viridian.vswitch.loop.rstp;

import viridian.vswitch.frame.MacAddress;

/**
 * What an administrator says about a bridge (IEEE 802.1D-2004 sections 17.13 and 17.14).
 *
 * @param priority 0 to 61440 in steps of 4096; the lowest becomes root
 * @param address the bridge's own, source of its BPDUs and part of its identity
 * @param helloSeconds between two BPDUs of a designated port, 1 or 2
 * @param maxAgeSeconds how old the root's word may become, 6 to 40
 * @param forwardDelaySeconds listening and learning, each, where nobody agrees: 4 to 30
 * @param holdCount how many BPDUs a port sends in one second at most, 1 to 10
 * @param rapid whether the rapid protocol is spoken; without, as 802.1D-1998 (Force Protocol Version 0)
 */
public record BridgeSettings(
        int priority,
        MacAddress address,
        int helloSeconds,
        int maxAgeSeconds,
        int forwardDelaySeconds,
        int holdCount,
        boolean rapid) {

    /** Table 17-2. */
    public static final int DEFAULT_PRIORITY = 32_768;

    private static final int PRIORITY_STEP = 4096;

    public BridgeSettings {
        if (priority < 0 || priority > 61_440 || priority % PRIORITY_STEP != 0) {
            throw new IllegalArgumentException("a bridge's priority is 0 to 61440 in steps of 4096, not " + priority);
        }
        if (address.isGroup() || address.equals(MacAddress.NONE)) {
            throw new IllegalArgumentException("a bridge needs a station's address, not " + address);
        }
        within("the hello time", helloSeconds, 1, 2);
        within("the maximum age", maxAgeSeconds, 6, 40);
        within("the forward delay", forwardDelaySeconds, 4, 30);
        within("the hold count", holdCount, 1, 10);
        if (maxAgeSeconds > 2 * (forwardDelaySeconds - 1) || maxAgeSeconds < 2 * (helloSeconds + 1)) {
            throw new IllegalArgumentException(
                    "the maximum age must be at most 2 (forward delay - 1) and at least 2 (hello time + 1) seconds");
        }
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is %d to %d, not %d".formatted(what, least, most, value));
        }
    }

    /** Priority 32768, hello 2 s, maximum age 20 s, forward delay 15 s, 6 BPDUs a second (tables 17-1 and 17-2). */
    public static BridgeSettings of(MacAddress address) {
        return new BridgeSettings(DEFAULT_PRIORITY, address, 2, 20, 15, 6, true);
    }

    public BridgeSettings withPriority(int value) {
        return new BridgeSettings(value, address, helloSeconds, maxAgeSeconds, forwardDelaySeconds, holdCount, rapid);
    }

    public BridgeSettings withHelloSeconds(int value) {
        return new BridgeSettings(priority, address, value, maxAgeSeconds, forwardDelaySeconds, holdCount, rapid);
    }

    public BridgeSettings withMaxAgeSeconds(int value) {
        return new BridgeSettings(priority, address, helloSeconds, value, forwardDelaySeconds, holdCount, rapid);
    }

    public BridgeSettings withForwardDelaySeconds(int value) {
        return new BridgeSettings(priority, address, helloSeconds, maxAgeSeconds, value, holdCount, rapid);
    }

    public BridgeSettings withRapid(boolean on) {
        return new BridgeSettings(priority, address, helloSeconds, maxAgeSeconds, forwardDelaySeconds, holdCount, on);
    }

    public BridgeId id() {
        return BridgeId.of(priority, address);
    }

    Times times() {
        return Times.ofSeconds(0, maxAgeSeconds, helloSeconds, forwardDelaySeconds);
    }
}
