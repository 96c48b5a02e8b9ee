package viridian.vswitch.bandwidth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;

/** A network port whose link is divided, and whose flow each other port's frames are there. */
final class Uplink {

    private final Claims claims;
    private final long capacity;
    private final LinkShares shares;
    private final @Nullable Flow[] bySocket;
    private final Flow defaultFlow;

    /** @param before what counted here so far, whose meters go on */
    private Uplink(Claims claims, long capacity, @Nullable Uplink before) {
        this.claims = claims;
        this.capacity = capacity;
        List<Flow> flows = new ArrayList<>();
        bySocket = new Flow[sockets(claims)];
        for (Claims.Claim claim : claims.claims()) {
            Meter meter = before == null ? new Meter() : before.meterOf(claim.port());
            Flow flow = flow(claim.port().name(), claim.minimum(), meter);
            bySocket[claim.port().socket()] = flow;
            flows.add(flow);
        }
        Meter meter = before == null ? new Meter() : before.defaultFlow.meter();
        defaultFlow = flow(BandwidthReading.DEFAULT_FLOW, claims.defaultClaim(capacity), meter);
        flows.add(defaultFlow);
        shares = new LinkShares((double) capacity, flows);
    }

    /** The division of a link by these claims; the one that was, if nothing about it has changed. */
    static Uplink of(Claims claims, long capacity, @Nullable Uplink before) {
        if (before != null && before.capacity == capacity && before.claims.equals(claims)) return before;
        return new Uplink(claims, capacity, before);
    }

    private static int sockets(Claims claims) {
        return claims.claims().stream()
                        .mapToInt(claim -> claim.port().socket())
                        .max()
                        .orElse(-1)
                + 1;
    }

    private Flow flow(String name, long claim, Meter meter) {
        return new Flow(name, (double) claim, claims.guaranteed(claim, capacity), meter);
    }

    private Meter meterOf(Port port) {
        boolean had = claims.claims().stream().anyMatch(claim -> claim.port() == port);
        return had ? flowOf(port).meter() : new Meter();
    }

    LinkShares shares() {
        return shares;
    }

    /** Whose share the frames of a port use. */
    Flow flowOf(Port from) {
        int socket = from.socket();
        Flow own = socket < bySocket.length ? bySocket[socket] : null;
        return own == null ? defaultFlow : own;
    }

    void look(long now) {
        for (Flow flow : shares.flows()) flow.meter().look(now);
    }

    /** What each flow was due of the link in the last seconds, and got. */
    List<BandwidthReading> readings(String uplink) {
        List<Flow> flows = shares.flows();
        List<Meter.Rates> rates =
                flows.stream().map(flow -> flow.meter().rates()).toList();
        double[] weights = flows.stream().mapToDouble(Flow::weight).toArray();
        double[] demands = rates.stream().mapToDouble(Meter.Rates::offered).toArray();
        double level = WaterLevel.of((double) capacity, weights, demands);
        List<BandwidthReading> readings = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            Flow flow = flows.get(i);
            double due = Math.min(demands[i], weights[i] * level);
            readings.add(flow.meter()
                    .reading(flow.name(), "minimum on uplink " + uplink, (long) flow.guaranteed(), rates.get(i), due));
        }
        return readings;
    }
}
