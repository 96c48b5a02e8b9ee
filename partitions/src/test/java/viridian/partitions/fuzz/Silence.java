package viridian.partitions.fuzz;

import java.util.logging.Level;
import java.util.logging.Logger;
import viridian.partitions.vmbus.VmbusChannel;

/** What a channel says of each hostile peer is no news where all of them are. */
public final class Silence {

    /** Held, so that its level stays. */
    private static final Logger CHANNELS = Logger.getLogger(VmbusChannel.class.getName());

    private Silence() {}

    /** From now on, in this process. */
    public static void keep() {
        CHANNELS.setLevel(Level.OFF);
    }

    /** No longer. */
    public static void end() {
        CHANNELS.setLevel(null);
    }
}
