package viridian.lab.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import viridian.lab.Lab;
import viridian.lab.Traffic;
import viridian.lab.check.AdapterWork;
import viridian.lab.check.Answers;
import viridian.lab.check.Arrived;
import viridian.lab.check.Price;
import viridian.lab.topology.Action;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Attachment;
import viridian.vswitch.Port;
import viridian.vswitch.PortCounters;

/** Finds out what frames cost at one adapter: its port counts them, its host what they took. */
final class Pricing {

    /** Our choice: one may meet a busy moment, and more take too long. */
    private static final int BURSTS = 3;

    private final Lab lab;
    private final Traffic traffic;
    private final Adapter adapter;
    private final Map<Action.Stream, Integer> arrived = new HashMap<>();

    Pricing(Lab lab, Traffic traffic, AdapterName of) {
        this.lab = lab;
        this.traffic = traffic;
        this.adapter = lab.plan().adapter(of);
    }

    /** Lets a stream flow, from the adapter or to it, and then as much again in bursts. */
    Price.PerFrame of(Action.Stream stream) throws IOException, InterruptedException {
        boolean out = stream.from().equals(adapter.name());
        long before = frames(out);
        AdapterWork then = work();
        arrived.put(stream, traffic.stream(stream));
        traffic.settle();
        long frames = frames(out) - before;
        AdapterWork work = work().minus(then);
        return new Price.PerFrame(frames, work, quickestBurst(stream));
    }

    /** What others of this computer take of it only makes a burst longer, so the quickest is the one to believe. */
    private Arrived quickestBurst(Action.Stream stream) throws IOException, InterruptedException {
        Arrived quickest = Arrived.NONE;
        for (int i = 0; i < BURSTS; i++) {
            Arrived burst = traffic.burst(stream);
            if (burst.nanosEach().orElse(Double.MAX_VALUE)
                    < quickest.nanosEach().orElse(Double.MAX_VALUE)) quickest = burst;
        }
        return quickest;
    }

    private AdapterWork work() throws IOException {
        return lab.host(adapter.name().host()).work(adapter.name());
    }

    private long frames(boolean out) {
        if (!(adapter.attachment() instanceof Attachment.ToNetwork(String network))) return 0;
        PortCounters counters = lab.network(network).ports().stream()
                .filter(port -> port.settings().name().equals(adapter.name().toString()))
                .findFirst()
                .map(Port::counters)
                .orElseThrow();
        return (out ? counters.received() : counters.sent()).frames();
    }

    int arrived(Action.Stream stream) {
        return arrived.getOrDefault(stream, 0);
    }

    Price price(Price.PerFrame in, Price.PerFrame out, Answers pinged) {
        String kind = lab.plan().host(adapter.name().host()).kind().name().toLowerCase(Locale.ROOT);
        return new Price(adapter.name(), adapter.type(), kind, in, out, pinged.medianMillis());
    }
}
