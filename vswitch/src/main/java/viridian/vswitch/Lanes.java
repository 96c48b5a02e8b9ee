package viridian.vswitch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The lanes of a switch, one for each thread that carries frames. */
final class Lanes {

    private final VirtualSwitch vswitch;
    private final Map<Thread, Lane> lanes = new ConcurrentHashMap<>();

    Lanes(VirtualSwitch vswitch) {
        this.vswitch = vswitch;
    }

    /** The calling thread's. */
    Lane ofThisThread() {
        Lane lane = lanes.get(Thread.currentThread());
        return lane != null ? lane : open();
    }

    /** A lane for the calling thread: one that an ended thread has left, or a new one. */
    private synchronized Lane open() {
        Thread carrier = Thread.currentThread();
        Lane lane = abandoned();
        if (lane == null) lane = new Lane(vswitch, carrier);
        else lane.handTo(carrier);
        lanes.put(carrier, lane);
        return lane;
    }

    private @Nullable Lane abandoned() {
        Thread ended = lanes.keySet().stream()
                .filter(carrier -> !carrier.isAlive())
                .findAny()
                .orElse(null);
        return ended == null ? null : lanes.remove(ended);
    }

    /** Waits until every frame that is being carried is delivered; those of the calling thread excepted. */
    void awaitDelivery() {
        for (Lane lane : lanes.values()) lane.awaitDelivery();
    }
}
