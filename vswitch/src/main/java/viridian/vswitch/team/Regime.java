package viridian.vswitch.team;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.team.lacp.LacpReport;

/** By what law members are used: their links alone, or what LACP agrees. Asked on the clock's thread only. */
interface Regime {

    /** A member's link is up or down from now on. */
    void link(int place, boolean up, long now);

    /** A frame of a slow protocol came. */
    void arrive(int place, Frame frame, long now);

    void tick(long now);

    /** Which members may send, by place. */
    boolean[] usable();

    /** Whether the network has followed the last move, so that there may be another one for balance. */
    boolean isSettled();

    /** Who sends and takes what, from now on; asked at every tick, whether something changed or not. */
    Distribution arrange(Buckets before, Buckets after);

    /** The arrangement holds: tells the network what it has to know of it. */
    void announce();

    /** The team ends. */
    void leave();

    /** The place of the member that takes group frames, or {@link Buckets#NOBODY} if it is not one alone. */
    int ear();

    /** Frames that told the network where stations are. */
    long announced();

    @Nullable
    LacpReport report(int place);
}
