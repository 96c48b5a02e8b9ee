package viridian.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/**
 * A driver that others have written meets our host: DPDK's, in a process of its own, against {@code lab attach-child}; at the
 * far end of the switch is the kernel of a network namespace.
 */
@NeedsRoot
@NeedsTool({"ip", "ping", "unshare", "gcc", "dpdk-testpmd"})
class DpdkDriverIT {

    private static final String KERNEL = "10.94.0.1";
    private static final String CHILD = "10.94.0.9";
    private static final String MAC = "00-15-5D-01-02-03";

    @TempDir
    private Path folder;

    private final String namespace = "vld" + ProcessHandle.current().pid();
    private final String tap = "vt" + ProcessHandle.current().pid();

    @BeforeEach
    void make() throws IOException {
        Command.ip("netns", "add", namespace);
    }

    @AfterEach
    void remove() throws IOException {
        Command.ip("netns", "del", namespace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x2", "0x60001"})
    void aKernelPingsTheDriverAndBothCountTheSame(String nvsp) throws Exception {
        Path descriptor = DpdkChild.prepare(folder, nvsp, MAC);
        try (LabProcess lab = attach(descriptor);
                DpdkChild child = DpdkChild.start(folder, "--forward-mode=icmpecho")) {
            // Short frames go in the send buffer, long ones in the process's own memory.
            assertTrue(ping("-c", "5", "-i", "0.2").succeeded());
            assertTrue(ping("-c", "5", "-i", "0.2", "-s", "1400").succeeded());
            ProcessResult many = ping("-c", "300", "-i", "0.003", "-s", "700");
            // A ring of one page is full when its reader is kept from a busy machine's processors for a while.
            long answered = many.out()
                    .lines()
                    .filter(line -> line.contains("icmp_seq="))
                    .count();
            assertTrue(answered > 270, many.out());
            agree(child.interrupt(), lab.terminate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--burst=64 --txpkts=60", "--burst=32 --txpkts=1514"})
    void whatTheDriverSendsTheHostCounts(String options) throws Exception {
        Path descriptor = DpdkChild.prepare(folder, "0x60000", MAC);
        String[] all = Stream.concat(Stream.of("--forward-mode=txonly"), Arrays.stream(options.split(" ", -1)))
                .toArray(String[]::new);
        try (LabProcess lab = attach(descriptor);
                DpdkChild child = DpdkChild.start(folder, all)) {
            long began = System.nanoTime();
            TimeUnit.SECONDS.sleep(2);
            DpdkChild.Totals totals = child.interrupt();
            long perSecond = totals.sent() * 1_000_000_000L / (System.nanoTime() - began);
            System.out.println("txonly " + options + ": " + perSecond + " frames/s, with rings of one page");
            assertTrue(totals.sent() > 100, child.output());
            ProcessResult ended = lab.terminate();
            // Testpmd counts what it has handed to the driver, which keeps a batch it finds no room for.
            assertEquals((double) totals.sent(), (double) counted(ended)[0], 0.01 * totals.sent() + 64, ended.out());
        }
    }

    @Test
    void aDriverThatIsKilledLeavesTheHostInOrder() throws Exception {
        Path descriptor = DpdkChild.prepare(folder, "0x30002", MAC);
        try (LabProcess lab = attach(descriptor);
                DpdkChild child = DpdkChild.start(folder, "--forward-mode=icmpecho")) {
            child.kill();
            ping("-c", "3", "-i", "0.2");
            ProcessResult ended = lab.terminate();
            assertEquals(0, ended.exit(), ended.err());
            assertTrue(ended.out().contains("from child"), ended.out());
        }
    }

    private LabProcess attach(Path descriptor) throws IOException {
        LabProcess lab = LabProcess.start(
                        folder, "attach-child", "--descriptor", descriptor.toString(), "--network", "tap:" + tap)
                .awaitOutput("ready");
        Command.ip("link", "set", tap, "netns", namespace);
        Command.ip("-n", namespace, "address", "add", KERNEL + "/24", "dev", tap);
        Command.ip("-n", namespace, "link", "set", tap, "up");
        return lab;
    }

    private ProcessResult ping(String... options) throws IOException {
        List<String> command = Stream.of(
                        Stream.of("ip", "netns", "exec", namespace, "ping", "-W", "3"),
                        Arrays.stream(options),
                        Stream.of(CHILD))
                .flatMap(words -> words)
                .toList();
        return Command.run(command, Duration.ofSeconds(30));
    }

    private static void agree(DpdkChild.Totals totals, ProcessResult ended) {
        assertEquals(0, ended.exit(), ended.err());
        long[] counted = counted(ended);
        assertEquals(totals.sent(), counted[0], ended.out());
        assertEquals(totals.received(), counted[1], ended.out());
    }

    /** From the child and to it, as its row of the table at the end has it. */
    private static long[] counted(ProcessResult ended) {
        List<String> rows = ended.out().lines().toList();
        int heading = 0;
        while (!rows.get(heading).contains("from child")) heading++;
        String[] row = rows.get(heading + 1).split("\\s{2,}", -1);
        assertEquals("yes", row[1], ended.out() + ended.err());
        return new long[] {Long.parseLong(row[2]), Long.parseLong(row[3])};
    }
}
