package viridian.lab;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import viridian.lab.topology.Topology;
import viridian.lab.world.EmbeddedWorld;
import viridian.lab.world.LinuxWorld;
import viridian.lab.world.World;

/** Of what a lab's surroundings are made: the same plan runs in both forms. */
public enum Form {
    /** In memory; needs no right. */
    EMBEDDED {
        @Override
        World surround(Topology plan, LongSupplier nanoTime, ScheduledExecutorService ticker) {
            return new EmbeddedWorld(plan, nanoTime, ticker);
        }
    },
    /** Linux network namespaces on veth pairs, bound by pcap; needs root. */
    REAL {
        @Override
        World surround(Topology plan, LongSupplier nanoTime, ScheduledExecutorService ticker) throws IOException {
            return new LinuxWorld(plan);
        }
    };

    abstract World surround(Topology plan, LongSupplier nanoTime, ScheduledExecutorService ticker) throws IOException;
}
