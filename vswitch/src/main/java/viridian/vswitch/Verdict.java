package viridian.vswitch;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an extension decides about a frame. There is one object for each decision, so they are compared by identity. */
public final class Verdict {

    /** Carry on. */
    public static final Verdict PASS = new Verdict(null);

    /** The extension has dealt with it: it goes no further, and is not lost. */
    public static final Verdict TAKEN = new Verdict(null);

    private static final Map<DropReason, Verdict> DROPS = new EnumMap<>(DropReason.class);

    static {
        for (DropReason why : DropReason.values()) DROPS.put(why, new Verdict(why));
    }

    private final @Nullable DropReason why;

    private Verdict(@Nullable DropReason why) {
        this.why = why;
    }

    /** Drop it, and count it under this reason. */
    public static Verdict drop(DropReason why) {
        return Objects.requireNonNull(DROPS.get(why));
    }

    /** Why it is dropped, or null if it is not. */
    public @Nullable DropReason why() {
        return why;
    }

    @Override
    public String toString() {
        if (why != null) return "drop " + why;
        return this == PASS ? "pass" : "taken";
    }
}
