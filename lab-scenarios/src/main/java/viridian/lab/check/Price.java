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
     * Of a number of frames one way.
     *
     * @param frames how many
     * @param work what they took
     */
    public record PerFrame(long frames, AdapterWork work) {

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
