package viridian.tools.bench.adapters;

/**
 * What carrying frames took, counted by those who did it.
 *
 * @param copies of a frame, or a part of it, from one place to another
 * @param copiedBytes in those
 * @param signals by which one processor woke another: hypercalls, event flags, interrupts
 * @param exits of a guest's processor to the hypervisor: accesses to registers of a device, and hypercalls
 * @param switches of the threads that carried, from waiting to running or away from it, as the kernel counts them
 */
record Cost(long copies, long copiedBytes, long signals, long exits, long switches) {

    Cost plus(Cost other) {
        return new Cost(
                copies + other.copies,
                copiedBytes + other.copiedBytes,
                signals + other.signals,
                exits + other.exits,
                switches + other.switches);
    }

    Cost minus(Cost before) {
        return new Cost(
                copies - before.copies,
                copiedBytes - before.copiedBytes,
                signals - before.signals,
                exits - before.exits,
                switches - before.switches);
    }
}
