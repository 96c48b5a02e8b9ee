package viridian.vswitch.bandwidth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;

/**
 * Who has which claim on the links of a switch, as its settings say.
 *
 * @param byWeight whether claims are weights; else they are bits per second
 * @param claims of ports with a minimum of their own, in the order of their sockets
 */
record Claims(boolean byWeight, List<Claim> claims, DefaultFlow defaultFlow) {

    /** A port's minimum: weight or bits per second. */
    record Claim(Port port, long minimum) {}

    static Claims of(BandwidthMode mode, Map<Port, PortSettings> ports, DefaultFlow defaultFlow) {
        List<Claim> claims = new ArrayList<>();
        ports.forEach((port, settings) -> {
            BandwidthLimits limits = settings.feature(BandwidthLimits.class);
            long minimum = limits == null ? 0 : minimum(mode, limits, settings.name());
            if (minimum > 0) claims.add(new Claim(port, minimum));
        });
        claims.sort(Comparator.comparingInt(claim -> claim.port().socket()));
        return new Claims(mode.byWeight(), List.copyOf(claims), defaultFlow);
    }

    private static long minimum(BandwidthMode mode, BandwidthLimits limits, String port) {
        boolean unfit = mode.byWeight() ? limits.minimumAbsolute() > 0 : limits.minimumWeight() > 0;
        boolean any = limits.minimumAbsolute() > 0 || limits.minimumWeight() > 0;
        if (unfit || (any && mode == BandwidthMode.NONE)) {
            throw new IllegalArgumentException("%s cannot have this minimum bandwidth: the switch was made with %s"
                    .formatted(port, mode.sentence()));
        }
        return mode.byWeight() ? limits.minimumWeight() : limits.minimumAbsolute();
    }

    /** @throws IllegalArgumentException if more is promised than this link carries */
    void requireFit(String link, long capacity) {
        if (byWeight) return;
        long promised = claims.stream().mapToLong(Claim::minimum).sum();
        long all = promised + defaultFlow.absoluteOn(capacity);
        if (all <= capacity) return;
        throw new IllegalArgumentException(
                "minimum bandwidths of %d bit/s, and %d of the default flow, are more than uplink %s carries: %d"
                        .formatted(promised, all - promised, link, capacity));
    }

    /** The default flow's claim, in the unit of the others'. */
    long defaultClaim(long capacity) {
        return byWeight ? defaultFlow.weight() : defaultFlow.absoluteOn(capacity);
    }

    /** What a claim makes sure on a link, bits per second. */
    double guaranteed(long minimum, long capacity) {
        if (!byWeight) return (double) minimum;
        long all =
                defaultFlow.weight() + claims.stream().mapToLong(Claim::minimum).sum();
        return (double) capacity * minimum / all;
    }
}
