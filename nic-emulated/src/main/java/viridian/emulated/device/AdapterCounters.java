package viridian.emulated.device;

/**
 * What an adapter cost and carried since it was built.
 *
 * @param traps register accesses: each took the guest's processor out of the guest and back
 * @param interrupts how often the interrupt line went up
 * @param sent frames handed to the switch
 * @param received frames stored in guest memory
 * @param filtered frames for somebody else, which the adapter did not hear
 * @param missed frames that were wanted and found no receive descriptor or too few, or the adapter not allowed on the bus
 * @param refused frames, either way, without a cable, and frames that came with receive off or to an adapter that sleeps
 * @param tooLong frames, either way, above 1518 bytes with their tag: no adapter of its time carries them
 * @param damaged frames the guest sent without padding and too short, or with a wrong check sequence of its own
 */
public record AdapterCounters(
        long traps,
        long interrupts,
        long sent,
        long received,
        long filtered,
        long missed,
        long refused,
        long tooLong,
        long damaged) {}
