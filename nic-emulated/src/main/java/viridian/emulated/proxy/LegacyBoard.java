package viridian.emulated.proxy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.BootRom;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.device.Oscillator;
import viridian.partitions.GuestMemory;

/**
 * Legacy adapters of ours in a machine of QEMU's: up to four functions of one board, each with a socket the machine is to be
 * connected to, over the memory of the machine, which is a file. Made before the machine is started, with {@link #launch}.
 *
 * <p>A machine may go and another one come: it finds adapters as after power-on. What cannot be read on a port is in
 * {@link #trouble}.
 */
public final class LegacyBoard implements AutoCloseable {

    /** The slot it is in. No other device of the machine may interrupt by a pin: ours bypass QEMU's bus. */
    public static final int SLOT = 4;

    /** Functions, each of which has an interrupt pin of the slot's (PCI Local Bus Specification 2.1, section 2.2.6). */
    public static final int MOST_FUNCTIONS = 4;

    /** What one Java mapping holds, and where machine "pc" still has one piece of memory from address 0. */
    public static final long MOST_RAM = 2L << 30;

    private static final long MEGABYTE = 1 << 20;

    /** Frames, our choice: several windows of 64 KB, while Linux gives its adapter 128 descriptors. */
    private static final int BACKLOG = 512;

    private static final String MEMORY = "ram";
    private static final String INTERRUPTS = "qtest";
    private static final String SOCKET = "legacy";

    private final Path directory;
    private final long ramBytes;
    private final List<Path> files = new ArrayList<>();
    private final List<Path> sockets = new ArrayList<>();
    private final List<ProxySocket> meetings = new ArrayList<>();
    private final List<Dec21140> adapters = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile OptionalInt processor = OptionalInt.empty();
    private volatile @Nullable String trouble;

    private LegacyBoard(Path directory, long ramBytes) {
        this.directory = directory;
        this.ramBytes = ramBytes;
    }

    /**
     * Makes the memory and the sockets.
     *
     * @param directory a private one, for whoever writes there has the machine; on a tmpfs, or memory is written to disk
     * @param ramBytes of the machine, whole megabytes below {@link #MOST_RAM}
     * @param settings one for each adapter, function 0 first; places, threads and time are the board's
     * @throws IOException if something cannot be made; nothing is left then
     */
    public static LegacyBoard open(Path directory, long ramBytes, List<Dec21140Settings> settings) throws IOException {
        if (ramBytes < MEGABYTE || ramBytes > MOST_RAM || ramBytes % MEGABYTE != 0) {
            throw new IllegalArgumentException(
                    "a machine with a legacy adapter has 1 to 2048 whole megabytes, not " + ramBytes + " bytes");
        }
        LegacyBoard board = new LegacyBoard(directory, ramBytes);
        try {
            board.build(settings);
            return board;
        } catch (IOException | RuntimeException refused) {
            board.close();
            throw refused;
        }
    }

    private void build(List<Dec21140Settings> settings) throws IOException {
        GuestMemory ram = GuestMemory.shared(allocate(made(memory(directory))));
        open.add(ram);
        QtestSocket qtest = new QtestSocket(made(interrupts(directory)), this::complain);
        open.add(qtest);
        ScheduledExecutorService ticker = ticker();
        InterruptInputs inputs = new InterruptInputs(qtest);
        for (int function = 0; function < settings.size(); function++) {
            TransmitThread transmitter = new TransmitThread("legacy " + function + " of " + directory.getFileName());
            open.add(transmitter);
            Dec21140Settings placed = settings.get(function)
                    .withPlace(function, settings.size())
                    .withTransmitter(transmitter)
                    .withOscillator(Oscillator.of(System::nanoTime, ticker))
                    .withBacklog(BACKLOG);
            plug(placed, new MachineMemory(ram), inputs.pin());
        }
    }

    private void plug(Dec21140Settings settings, MachineMemory memory, RoutedLine pin) throws IOException {
        Dec21140 adapter = new Dec21140(settings, memory, pin);
        adapters.add(adapter);
        Path socket = made(socket(directory, settings.function()));
        sockets.add(socket);
        ProxyServer server = new ProxyServer(adapter, memory, pin);
        ProxySocket meeting = ProxySocket.listen(socket, server, this::arrived, this::complain);
        meetings.add(meeting);
        open.add(meeting);
        BootRom rom = settings.bootRom();
        if (rom != null) Files.write(file(romName(settings.function())), content(rom));
    }

    private static byte[] content(BootRom rom) {
        byte[] content = new byte[rom.size()];
        for (int at = 0; at < content.length; at++) content[at] = (byte) rom.read(at);
        return content;
    }

    /** The names of all files a board of so many functions has in its directory, if none has a boot ROM. */
    public static List<String> files(int functions) {
        List<String> names = new ArrayList<>(List.of(MEMORY, INTERRUPTS));
        for (int function = 0; function < functions; function++) names.add(SOCKET + function);
        return names;
    }

    /** The memory of the machine of the board in a directory. */
    public static Path memory(Path directory) {
        return directory.resolve(MEMORY);
    }

    /** Where a board is connected to for its interrupts. */
    static Path interrupts(Path directory) {
        return directory.resolve(INTERRUPTS);
    }

    /** Where one function of a board is connected to. */
    static Path socket(Path directory, int function) {
        return directory.resolve(SOCKET + function);
    }

    private Path file(String name) throws IOException {
        return made(directory.resolve(name));
    }

    private Path made(Path file) throws IOException {
        if (Files.exists(file))
            throw new IOException(file + " is there already: give each machine a directory of its own");
        files.add(file);
        return file;
    }

    private Path allocate(Path file) throws IOException {
        try (RandomAccessFile ram = new RandomAccessFile(file.toFile(), "rw")) {
            ram.setLength(ramBytes);
        }
        return file;
    }

    private ScheduledExecutorService ticker() {
        var ticker = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform()
                        .daemon()
                        .name("timers of " + directory.getFileName())
                        .factory());
        ticker.setRemoveOnCancelPolicy(true);
        open.add(ticker::shutdownNow);
        return ticker;
    }

    /** A machine has come to one of the adapters, and is answered by the calling thread. */
    private void arrived() {
        trouble = null;
        SharedProcessor.join(processor);
    }

    /** The threads that answer run on this processor of the computer, if any is named, from when somebody connects. */
    public void share(OptionalInt with) {
        processor = with;
    }

    private void complain(String sentence) {
        trouble = sentence;
    }

    /** The adapters, to be plugged into ports; function 0 first. */
    public List<Dec21140> adapters() {
        return List.copyOf(adapters);
    }

    /** Whether a machine is connected to one of its adapters. */
    public boolean isConnected() {
        return meetings.stream().anyMatch(ProxySocket::isConnected);
    }

    /** Why the last machine is there no more; null if there was none yet, or one is there. */
    public @Nullable String ending() {
        for (ProxySocket meeting : meetings) {
            String ending = meeting.ending();
            if (ending != null) return ending;
        }
        return null;
    }

    /** What kept the last machine from working with its adapters, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    /**
     * What to start, so that a machine has the board. The machine and the threads that answer it then share a processor of
     * this computer ({@link SharedProcessor}), unless the arguments give it several.
     *
     * @param qemu the program
     * @param arguments further ones; they name neither machine nor memory
     */
    public List<String> launch(String qemu, List<String> arguments) {
        share(SharedProcessor.next());
        return Launcher.command(sockets, program(qemu, arguments), processor);
    }

    /** As {@link #launch}, for a person at a shell: the machine has the standard input, and does not end with it. */
    public List<String> launchByHand(String qemu, List<String> arguments) {
        share(SharedProcessor.next());
        return Launcher.commandByHand(sockets, program(qemu, arguments), processor);
    }

    private List<String> program(String qemu, List<String> arguments) {
        List<String> program = new ArrayList<>(List.of(qemu));
        program.addAll(arguments());
        program.addAll(arguments);
        return program;
    }

    private List<String> arguments() {
        String megabytes = ramBytes / MEGABYTE + "M";
        List<String> arguments = new ArrayList<>(List.of(
                "-machine",
                "pc,memory-backend=ram",
                "-m",
                megabytes,
                "-object",
                "memory-backend-file,id=ram,share=on,size=" + megabytes + ",mem-path=" + option(MEMORY),
                "-qtest",
                "unix:" + option(INTERRUPTS),
                "-qtest-log",
                "none"));
        for (int function = 0; function < adapters.size(); function++) {
            arguments.add("-device");
            arguments.add(device(function));
        }
        return arguments;
    }

    private String device(int function) {
        String device = "x-pci-proxy-dev,id=legacy%d,fd=%d,addr=%d.%d"
                .formatted(function, Launcher.FIRST_DESCRIPTOR + function, SLOT, function);
        if (function == 0 && adapters.size() > 1) device += ",multifunction=on";
        boolean boots = files.contains(directory.resolve(romName(function)));
        return boots ? device + ",romfile=" + option(romName(function)) : device;
    }

    private static String romName(int function) {
        return "rom" + function;
    }

    /** A path as QEMU wants it in an option, where a comma is written twice. */
    private String option(String name) {
        return directory.resolve(name).toString().replace(",", ",,");
    }

    /** Ends the adapters. A machine that has them still finds all ones there; its memory stays its own. Nothing is left. */
    @Override
    public void close() {
        for (Dec21140 adapter : adapters) adapter.close();
        for (AutoCloseable part : open.reversed()) {
            try {
                part.close();
            } catch (Exception stays) {
                complain(String.valueOf(stays.getMessage()));
            }
        }
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stays) {
                complain(file + " could not be deleted: " + stays.getMessage());
            }
        }
    }
}
