package viridian.tools;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;

/**
 * DPDK's testpmd with DPDK's driver for synthetic adapters, in a process that believes it is a guest: below /sys/bus it finds
 * an adapter, and behind /dev/uio0 a plain file. Such a driver maps resource n of the device from page n of the file on
 * (Linux, "uio"), so in a plain file the resources overlap: rings of two pages each, the monitor page on the second ring's
 * control page, in bytes that rings leave unused, and the send buffer at the beginning of the receive buffer.
 */
final class DpdkChild implements AutoCloseable {

    private static final String INSTANCE = "00155d01-0203-4000-8000-00155d010203";
    private static final int PAGE = 4096;
    private static final int RINGS = 4 * PAGE;
    private static final int MONITOR_AT = 2 * PAGE;
    private static final int RECEIVE_AT = 3 * PAGE;
    private static final int SEND_AT = 4 * PAGE;
    private static final int SEND = 1 << 20;
    private static final int FIRST = SEND_AT + SEND - RECEIVE_AT;
    private static final int RECEIVE = FIRST + (8 << 20);
    /** The pending word of its group is at 0x10 of the page, behind what a ring has in its first bytes. */
    private static final int TRIGGER = 40;

    private static final int FEATURES_AT = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern TOTAL = Pattern.compile("(RX|TX)-packets: (\\d+)");

    private final Path folder;
    private final Process process;
    private final Thread mapper;
    private volatile boolean closed;

    /** What testpmd counted at its port. */
    record Totals(long received, long sent) {}

    private DpdkChild(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.mapper = Thread.ofPlatform().daemon().start(this::writeMemoryMap);
    }

    /** Lays out what the driver and its host share, and writes the descriptor. */
    static Path prepare(Path folder, String nvsp, String mac) throws IOException {
        Path device = device(folder);
        Files.createDirectories(device.resolve("channels/1"));
        Files.writeString(device.resolve("class_id"), "{f8615163-df3e-46c5-913f-f2d2f965ed0e}\n");
        Files.writeString(device.resolve("device_id"), "{" + INSTANCE + "}\n");
        Files.writeString(device.resolve("id"), "1\n");
        Files.writeString(device.resolve("monitor_id"), TRIGGER + "\n");
        // That it is there tells the driver that there may be subchannels; it maps the first channel by the device.
        Files.writeString(device.resolve("channels/1/ring"), "");
        Files.writeString(device.resolve("channels/1/subchannel_id"), "0\n");
        map(device, 0, "txrx_rings", RINGS);
        map(device, 1, "int_page", PAGE);
        map(device, 2, "monitor_page", PAGE);
        map(device, 3, "recv:0xe1e11", RECEIVE);
        map(device, 4, "send:0xe1e12", SEND);
        Files.createDirectories(folder.resolve("dev"));
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("dev/uio0").toFile(), "rw")) {
            file.setLength(RECEIVE_AT + RECEIVE);
            file.seek(FEATURES_AT);
            file.write(1);
            file.seek(RINGS / 2 + FEATURES_AT);
            file.write(1);
        }
        return Files.writeString(folder.resolve("child.properties"), """
                channel.file=dev/uio0
                channel.rings=0,%d
                channel.monitor=%d,%d
                channel.receive=%d,%d,0xe1e11,%d
                channel.send=%d,%d,0xe1e12
                memory.map=memory.map
                nvsp.max=%s
                mac=%s
                subchannels.dir=%s
                """.formatted(
                        RINGS,
                        MONITOR_AT,
                        TRIGGER,
                        RECEIVE_AT,
                        RECEIVE,
                        FIRST,
                        SEND_AT,
                        SEND,
                        nvsp,
                        mac,
                        device.resolve("channels")));
    }

    private static Path device(Path folder) {
        return folder.resolve("bus/vmbus/devices/" + INSTANCE);
    }

    private static void map(Path device, int number, String name, int size) throws IOException {
        Path map = Files.createDirectories(device.resolve("uio/uio0/maps/map" + number));
        Files.writeString(map.resolve("name"), name + "\n");
        Files.writeString(map.resolve("size"), size + "\n");
    }

    /** Starts testpmd, with these of its own options, and waits until it forwards. */
    static DpdkChild start(Path folder, String... options) throws IOException {
        Path queues = folder.resolve("queues.so");
        Path source = resource("dpdk/queues.c");
        ProcessResult compiled =
                Command.run(List.of("gcc", "-shared", "-fPIC", "-o", queues.toString(), source.toString()), PATIENCE);
        if (!compiled.succeeded()) throw new AssertionError(compiled.err());
        List<String> command = new ArrayList<>(
                List.of("unshare", "-m", "sh", resource("dpdk/enter.sh").toString()));
        command.addAll(
                List.of(folder.resolve("bus").toString(), folder.resolve("dev").toString()));
        command.addAll(List.of("env", "LD_PRELOAD=" + queues, "dpdk-testpmd", "-l", "0-1", "--no-huge", "-m", "96"));
        command.addAll(List.of("--iova-mode=va", "--no-telemetry", "--no-shconf", "--"));
        command.addAll(List.of("--auto-start", "--total-num-mbufs=8192", "--no-lsc-interrupt"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("testpmd.out").toFile())
                .start();
        DpdkChild child = new DpdkChild(folder, process);
        try {
            await().atMost(PATIENCE).until(() -> child.output().contains("Press enter to exit") || !process.isAlive());
            if (!process.isAlive()) throw new AssertionError(child.output());
            return child;
        } catch (RuntimeException | Error never) {
            // It polls: one that is forgotten takes a processor for ever.
            process.destroyForcibly();
            throw never;
        }
    }

    private static Path resource(String name) {
        return new File(Objects.requireNonNull(DpdkChild.class.getClassLoader().getResource(name))
                        .getFile())
                .toPath();
    }

    /** The process's memory is a file that only itself has a name for. */
    private void writeMemoryMap() {
        while (!closed && process.isAlive()) {
            try {
                String lines = memory();
                Path map = folder.resolve("memory.map");
                if (!lines.isEmpty()
                        && !(Files.exists(map) && Files.readString(map).equals(lines))) {
                    Path written = Files.writeString(folder.resolve("memory.map.new"), lines);
                    Files.move(written, map, StandardCopyOption.ATOMIC_MOVE);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (IOException | InterruptedException e) {
                // It is just beginning, or just ending.
            }
        }
    }

    private String memory() throws IOException {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        StringBuilder lines = new StringBuilder();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                String file = Files.readSymbolicLink(descriptor).toString();
                if (!file.startsWith("/memfd:")) continue;
                for (String line : Files.readAllLines(proc.resolve("maps"))) {
                    String[] words = line.split("\\s+", 6);
                    if (words.length < 6 || !words[5].equals(file)) continue;
                    String[] ends = words[0].split("-", 2);
                    long begin = Long.parseUnsignedLong(ends[0], 16);
                    long length = Long.parseUnsignedLong(ends[1], 16) - begin;
                    lines.append("0x%x %d %s 0x%s\n".formatted(begin, length, descriptor, words[2]));
                }
            }
        }
        return lines.toString();
    }

    String output() {
        try {
            return Files.readString(folder.resolve("testpmd.out"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it as Ctrl-C does. */
    Totals interrupt() throws IOException, InterruptedException {
        Command.run(List.of("kill", "-INT", String.valueOf(process.pid())), PATIENCE);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("it does not end");
        String accumulated = output().substring(output().indexOf("Accumulated forward statistics"));
        long[] totals = new long[2];
        Matcher total = TOTAL.matcher(accumulated);
        while (total.find()) totals[total.group(1).equals("RX") ? 0 : 1] = Long.parseLong(total.group(2));
        return new Totals(totals[0], totals[1]);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        process.destroyForcibly().waitFor();
        mapper.join();
    }
}
