package viridian.lab.host.worker;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.device.Dec21140;
import viridian.emulated.proxy.LegacyBoard;
import viridian.emulated.proxy.ProxiedBoard;
import viridian.emulated.proxy.SharedProcessor;
import viridian.lab.host.linux.MachineRoom;
import viridian.partitions.GuestMemory;
import viridian.partitions.pci.InterruptLine;
import viridian.partitions.pci.PciDevice;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.SocketNic;

/**
 * A worker process, seen from the lab: its guest's memory, which both have, the devices that answer from there, and the cables
 * to them. Started before the partition is made.
 */
public final class Worker implements AutoCloseable {

    private static final long MEGABYTE = 1 << 20;

    /** What a process of Java needs to be up, on a machine that is busy; our choice. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long PAUSE_MILLIS = 5;

    /** An access takes some microseconds; one that takes so many seconds is never answered: our choice. */
    private static final int SILENCE_SECONDS = 8;

    /** SIGINT: Ctrl-C on a terminal, which ends all processes there, the lab too. */
    private static final int INTERRUPTED = 2;

    private final String guest;
    private final Process process;
    private final Path directory;
    private final OptionalInt processor;
    private final List<WorkerCable> cables = new ArrayList<>();
    private final List<WorkerLine> lines = new ArrayList<>();
    private final ProxiedBoard board;
    private final Attention attention = new Attention(SILENCE_SECONDS);
    private final ScheduledFuture<?> looks;
    private volatile boolean closed;
    private volatile boolean silent;

    private Worker(
            String guest,
            Process process,
            Path directory,
            OptionalInt processor,
            List<MacAddress> addresses,
            ScheduledExecutorService ticker)
            throws IOException {
        this.guest = guest;
        this.process = process;
        this.directory = directory;
        this.processor = processor;
        this.board = ProxiedBoard.connect(directory, addresses.size());
        for (int function = 0; function < addresses.size(); function++) {
            var at = UnixDomainSocketAddress.of(WorkerMain.cable(directory, function));
            lines.add(new WorkerLine());
            cables.add(new WorkerCable(SocketNic.connect(at), addresses.get(function), Dec21140.MAX_FRAME));
        }
        this.looks = ticker.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Starts a worker and waits until it answers.
     *
     * @param room where its process belongs, and its directory
     * @param guest whose worker it is
     * @param memoryBytes of the guest; whole megabytes are made of it
     * @param addresses of its adapters, function 0 first
     * @param ticker looks every second whether it still answers: one that does not, because somebody has stopped it, is ended
     * @param ended is told in a sentence if it ends before it is closed
     * @throws IOException if it does not come up
     */
    public static Worker start(
            MachineRoom room,
            String guest,
            long memoryBytes,
            List<MacAddress> addresses,
            ScheduledExecutorService ticker,
            Consumer<String> ended)
            throws IOException {
        Path directory = Files.createDirectory(room.place(guest, "worker"));
        Path words = directory.resolve("words");
        long bytes = (memoryBytes + MEGABYTE - 1) / MEGABYTE * MEGABYTE;
        OptionalInt processor = SharedProcessor.next();
        Process process = room.start(guest, command(directory, bytes, processor, addresses), words);
        awaitReady(guest, process, directory, words);
        Worker worker = new Worker(guest, process, directory, processor, addresses, ticker);
        process.onExit().thenAccept(gone -> worker.tell(gone, ended));
        return worker;
    }

    private static List<String> command(
            Path directory, long memoryBytes, OptionalInt processor, List<MacAddress> addresses) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Stream<String> program = Stream.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName(),
                directory.toString(),
                Long.toString(ProcessHandle.current().pid()),
                Long.toString(memoryBytes),
                processor.isPresent() ? Integer.toString(processor.getAsInt()) : WorkerMain.ANY);
        return Stream.concat(program, addresses.stream().map(MacAddress::toString))
                .toList();
    }

    private static void awaitReady(String guest, Process process, Path directory, Path words) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(WorkerMain.ready(directory))) {
            if (process.isAlive() && System.nanoTime() < deadline && paused()) continue;
            process.destroyForcibly();
            throw new IOException("the worker process of guest %s does not come up: %s"
                    .formatted(guest, Files.readString(words).strip()));
        }
    }

    /** False if this thread shall end. */
    private static boolean paused() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A processor that waits for it goes on as soon as it has ended. */
    private void look() {
        if (attention.isPaid(board.waitsFor())) return;
        silent = true;
        looks.cancel(false);
        process.destroyForcibly();
    }

    private void tell(Process gone, Consumer<String> ended) {
        int signal = gone.exitValue() - 128;
        if (closed || signal == INTERRUPTED) return;
        String how = signal > 0 ? "was ended by signal " + signal : "ended by itself, " + gone.exitValue();
        if (silent) how = "was ended because it had not answered for " + SILENCE_SECONDS + " s, as if it was stopped";
        ended.accept(
                "worker process %d of guest %s %s: its legacy adapters answer no more; bring the lab up anew to have them again"
                        .formatted(gone.pid(), guest, how));
    }

    /** The number of its process. */
    public long pid() {
        return process.pid();
    }

    /** The guest's memory; whoever asks has it from then on, and closes it. */
    public GuestMemory memory() throws IOException {
        return GuestMemory.shared(LegacyBoard.memory(directory));
    }

    /** The guest's processor that asks runs where the worker answers, from now on ({@link SharedProcessor}). */
    public void shareProcessorWith(Executor guest) {
        guest.execute(() -> SharedProcessor.join(processor));
    }

    /** One of its adapters, for the bus of its guest. */
    public PciDevice device(int function, InterruptLine line) {
        lines.get(function).lead(line);
        return board.device(function, lines.get(function));
    }

    /** The cable to one of its adapters, for a port of the switch. */
    public Nic cable(int function) {
        return cables.get(function);
    }

    /** Frames that went by a cable, either way. */
    public long frames(int function) {
        WorkerCable cable = cables.get(function);
        return cable.fromGuest() + cable.toGuest();
    }

    /**
     * What an adapter has cost and carried, as far as it shows from this side: what it does not hear of, it has no count of.
     *
     * @param accesses of its registers, which whoever has its device counts
     */
    public AdapterCounters counters(int function, long accesses) {
        WorkerCable cable = cables.get(function);
        long interrupts = lines.get(function).raised();
        return new AdapterCounters(accesses, interrupts, cable.fromGuest(), cable.toGuest(), 0, 0, 0, 0, 0);
    }

    /** Waits until all cables that were plugged in are connected: a frame before that would be lost. */
    public void awaitCables() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!cables.stream().allMatch(WorkerCable::isUp)) {
            if (process.isAlive() && System.nanoTime() < deadline && paused()) continue;
            throw new IOException("the adapters of the worker process of guest " + guest + " are not to be reached");
        }
    }

    /** Ends it. A processor that waits for its answer goes on first. */
    @Override
    public void close() throws IOException {
        closed = true;
        looks.cancel(false);
        board.close();
        cables.forEach(WorkerCable::close);
        process.destroy();
    }
}
