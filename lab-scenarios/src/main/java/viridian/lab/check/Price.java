package viridian.lab.check;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;

/**
 * What frames cost at one adapter.
 *
 * @param adapter whose price it is
 * @param type what it is, seen from its host
 * @param kind of its host, in the word of the scenario file
 * @param in of frames it was handed
 * @param out of frames it sent
 * @param roundTripMillis of an echo request it sent, the median; none if none was answered
 */
public record Price(
        AdapterName adapter, AdapterType type, String kind, PerFrame in, PerFrame out, OptionalDouble roundTripMillis) {

    /**
     * Of a number of frames one way, sent at a pace that leaves every host idle in between.
     *
     * @param frames how many
     * @param work what they took
     * @param burst what came of the stream's datagrams sent as fast as their host could, the quickest time of a few
     */
    public record PerFrame(long frames, AdapterWork work, Arrived burst) {

        /** From one frame of the burst to the next, at the program that received them: the slower host decides. */
        public OptionalDouble nanos() {
            return burst.nanosEach();
        }

        public OptionalDouble accesses() {
            return each(work.accesses());
        }

        public OptionalDouble hypercalls() {
            return each(work.hypercalls());
        }

        public OptionalDouble interrupts() {
            return each(work.interrupts());
        }

        private OptionalDouble each(OptionalLong all) {
            return frames == 0 || all.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) all.getAsLong() / frames);
        }
    }
}
