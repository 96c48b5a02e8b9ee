package viridian.lab.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.lab.host.linux.MachineRoom;
import viridian.lab.host.worker.Worker;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Host;
import viridian.vswitch.frame.MacAddress;

/** The worker processes of a lab: one for each guest that is to have its own and has legacy adapters. */
final class Workers implements AutoCloseable {

    private final List<Worker> running = new ArrayList<>();
    private final ScheduledExecutorService ticker;
    private final Consumer<String> ended;

    /** Made for the first worker: a lab without needs no place for any. */
    private @Nullable MachineRoom room;

    /**
     * None yet.
     *
     * @param ticker looks from time to time whether they answer
     * @param ended is told in a sentence when a worker ends before its guest
     */
    Workers(ScheduledExecutorService ticker, Consumer<String> ended) {
        this.ticker = ticker;
        this.ended = ended;
    }

    /** Starts the worker of a guest, if it has one. */
    Optional<Worker> of(Host plan, long memoryBytes) throws IOException {
        List<MacAddress> addresses = plan.adapters().stream()
                .filter(adapter -> adapter.type() == AdapterType.LEGACY)
                .map(Adapter::mac)
                .toList();
        if (!plan.guest().ownWorker() || addresses.isEmpty()) return Optional.empty();
        Worker worker = Worker.start(room(), plan.name(), memoryBytes, addresses, ticker, ended);
        running.add(worker);
        return Optional.of(worker);
    }

    private MachineRoom room() throws IOException {
        if (room == null) room = MachineRoom.open("workers");
        return room;
    }

    /** The room ends whatever a worker that could not be closed has left. */
    @Override
    public void close() throws IOException {
        try (MachineRoom _ = room) {
            for (Worker worker : running) worker.close();
        }
    }
}
