package viridian.vswitch.loop;

import viridian.vswitch.PortFeature;
import viridian.vswitch.loop.rstp.LinkSettings;

/**
 * How a port is kept from being part of a loop.
 *
 * @param bpdus what becomes of bridges' messages
 * @param probes whether a probe goes out every second, to find loops
 * @param recoverySeconds how long a port that was stopped stays so after it last heard what stopped it, 1 to 86400
 * @param link the port in the spanning tree, if it takes part
 */
public record LoopSettings(BpduChoice bpdus, boolean probes, int recoverySeconds, LinkSettings link)
        implements PortFeature {

    /** Our choice: long enough for a person to see it, short enough to come back without one. */
    public static final int RECOVERY_SECONDS = 30;

    /** Our choice for adapters whose speed nobody said. */
    private static final long GIGABIT = 1_000_000_000L;

    public LoopSettings {
        if (recoverySeconds < 1 || recoverySeconds > 86_400) {
            throw new IllegalArgumentException("a port recovers after 1 to 86400 seconds, not " + recoverySeconds);
        }
    }

    /** No probes, recovery after half a minute, a gigabit cable. */
    public static LoopSettings of(BpduChoice bpdus) {
        return new LoopSettings(bpdus, false, RECOVERY_SECONDS, LinkSettings.ofSpeed(GIGABIT));
    }

    public LoopSettings withProbes(boolean on) {
        return new LoopSettings(bpdus, on, recoverySeconds, link);
    }

    public LoopSettings withRecoverySeconds(int seconds) {
        return new LoopSettings(bpdus, probes, seconds, link);
    }

    public LoopSettings withLink(LinkSettings settings) {
        return new LoopSettings(bpdus, probes, recoverySeconds, settings);
    }
}
