package viridian.lab;

import viridian.vswitch.PortSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.bandwidth.Bandwidth;
import viridian.vswitch.bandwidth.BandwidthLimits;
import viridian.vswitch.bandwidth.BandwidthMode;

/** The limits a plan sets to adapters, kept by the switch: an adapter that reports 100 Mbit/s carries more unless it is told. */
final class Throttle {

    private static final long BITS_PER_MEGABIT = 1_000_000;

    private Throttle() {}

    /** Has a switch keep the limits of its ports. */
    static void on(VirtualSwitch vswitch) {
        Bandwidth.on(vswitch, BandwidthMode.NONE, port -> 0);
    }

    /** A port with the limit of its adapter, both ways; 0 for none. */
    static PortSettings limited(PortSettings port, int megabits) {
        if (megabits == 0) return port;
        long bits = megabits * BITS_PER_MEGABIT;
        return port.with(BandwidthLimits.NONE.withMaximum(bits).withMaximumReceive(bits));
    }
}
