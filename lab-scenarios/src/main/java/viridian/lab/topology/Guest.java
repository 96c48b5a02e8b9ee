package viridian.lab.topology;

import java.util.Optional;

/**
 * What a child partition runs.
 *
 * @param system its name in the catalogue of guest systems; none for a system of today that knows it is a guest
 * @param components whether integration components are installed in it
 * @param processors how many it has
 * @param boot the adapter it is started from over the network, by its name in the host; none to start from disk
 * @param ownWorker whether the models of its legacy adapters run in a process of the operating system of their own
 */
public record Guest(
        Optional<String> system, boolean components, int processors, Optional<String> boot, boolean ownWorker) {

    /** A system of today with one processor, started from disk. */
    public static final Guest USUAL = new Guest(Optional.empty(), false, 1, Optional.empty(), false);

    /** The same, with a worker process. */
    public Guest withOwnWorker() {
        return new Guest(system, components, processors, boot, true);
    }
}
