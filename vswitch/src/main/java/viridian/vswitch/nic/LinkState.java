package viridian.vswitch.nic;

/** Knows whether frames can reach the far side of an adapter now: cable plugged, neighbour switched on. */
@FunctionalInterface
public interface LinkState {

    /** Asked about ten times a second, by any thread; false for an adapter that is closed or whose interface is gone. */
    boolean isUp();
}
