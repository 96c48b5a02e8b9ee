package viridian.lab.check;

import java.util.OptionalLong;

/**
 * What one adapter has cost its guest's processor since it was there; what nobody can see from outside is empty.
 *
 * @param accesses to the adapter's registers, each of which takes the processor out of the guest and back
 * @param hypercalls by which the guest signalled the host
 * @param interrupts the guest was given
 */
public record AdapterWork(OptionalLong accesses, OptionalLong hypercalls, OptionalLong interrupts) {

    /** Of an adapter of which only its frames can be seen. */
    public static final AdapterWork UNSEEN =
            new AdapterWork(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** What was done since then. */
    public AdapterWork minus(AdapterWork then) {
        return new AdapterWork(
                minus(accesses, then.accesses), minus(hypercalls, then.hypercalls), minus(interrupts, then.interrupts));
    }

    private static OptionalLong minus(OptionalLong now, OptionalLong then) {
        return now.isPresent() && then.isPresent()
                ? OptionalLong.of(now.getAsLong() - then.getAsLong())
                : OptionalLong.empty();
    }
}
