package viridian.vswitch.team.lacp;

import viridian.vswitch.team.lacp.LacpState.Bit;

/** When to speak though nothing is new: as often as the partner wants to hear it (IEEE 802.1AX-2008 section 5.4.13). */
final class PeriodicMachine {

    // Section 5.4.4
    private static final long FAST_NANOS = Lacp.SECOND;
    private static final long SLOW_NANOS = 30 * Lacp.SECOND;

    private final LacpPort port;
    private boolean runs;
    private long last;

    PeriodicMachine(LacpPort port) {
        this.port = port;
    }

    /** Whether one of both begins; two passive ends keep silent. */
    boolean mayTell() {
        return port.enabled && (port.says(Bit.ACTIVE) || port.hears(Bit.ACTIVE));
    }

    void tick(long now) {
        if (!mayTell()) {
            runs = false;
            return;
        }
        // A partner that changes its mind to fast waits no longer for the slow timer.
        long interval = port.hears(Bit.SHORT_TIMEOUT) ? FAST_NANOS : SLOW_NANOS;
        if (runs && now - last < interval) return;
        runs = true;
        last = now;
        port.mustTell = true;
    }
}
