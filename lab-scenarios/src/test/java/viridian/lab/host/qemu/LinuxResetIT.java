package viridian.lab.host.qemu;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.device.Media;
import viridian.emulated.proxy.LegacyBoard;
import viridian.lab.host.linux.MachineRoom;
import viridian.partitions.GuestMemory;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsTool;

/**
 * A real machine that is reset while two legacy adapters of ours carry traffic: QEMU resets its devices without ending, so the
 * next kernel meets the adapters the last one has left, in memory that is still there.
 */
@NeedsTool({"qemu-system-x86_64", "busybox", "perl"})
@NeedsGuestKernel
@Timeout(240)
class LinuxResetIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long MEGABYTE = 1 << 20;
    private static final MacAddress PINS = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress TRANSCEIVER = MacAddress.parse("00-15-5D-00-00-02");
    private static final MacAddress STRANGER = MacAddress.parse("00-15-5D-00-00-09");

    /** What frames are filled with: bytes in an order nothing else has. */
    private static final long BEFORE = 0x8D1C_47E2_935B_F60AL;

    private static final long AFTER = 0xB3F8_5E01_6A9D_C274L;

    /** What Linux' driver asks of an adapter as after power-on until it has found the board. */
    private static final long PROBE_OF_PINS = 8_970 + 3;

    private static final long PROBE_OF_TRANSCEIVER = 19_423 + 6;

    @TempDir
    private Path folder;

    private MachineRoom room;
    private LegacyBoard board;
    private GuestShell shell;
    private Process machine;
    private SocketChannel monitor;

    @BeforeEach
    void switchOn() throws Exception {
        GuestFiles files = GuestFiles.find();
        room = MachineRoom.open("reset-test");
        Path image = room.place("tulip", "image");
        GuestImage.of(files).modules(List.of("tulip")).setup(":\n").write(image);
        board = LegacyBoard.open(
                Files.createDirectory(room.place("tulip", "board")),
                MachineSettings.USUAL_MEGABYTES * MEGABYTE,
                List.of(
                        Dec21140Settings.of(PINS),
                        Dec21140Settings.of(TRANSCEIVER).withMedia(Media.MII)));
        pins().start(transceiver());
        transceiver().start(pins());
        Path socket = room.place("tulip", "shell");
        shell = GuestShell.at(socket, "tulip");
        MachineSettings settings = MachineSettings.named("tulip", folder.resolve("console"))
                .withShell(socket)
                .withBoot(new MachineSettings.Boot.KernelAndImage(files.kernel(), image, MachineSettings.QUIET));
        Path door = room.place("tulip", "monitor");
        List<String> command = new ArrayList<>(settings.command(board));
        command.remove("-no-reboot");
        command.addAll(List.of("-monitor", "unix:" + door + ",server=on,wait=off"));
        machine = room.start("tulip", command, room.place("tulip", "words"));
        shell.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        monitor = SocketChannel.open(StandardProtocolFamily.UNIX);
        monitor.connect(UnixDomainSocketAddress.of(door));
    }

    @AfterEach
    void switchOff() throws Exception {
        try (MachineRoom all = room;
                LegacyBoard cards = board;
                GuestShell commands = shell;
                SocketChannel open = monitor) {
            assertNull(board.trouble());
            assertTrue(machine.isAlive());
        }
        assertFalse(Files.exists(room.directory()));
    }

    private Dec21140 pins() {
        return board.adapters().getFirst();
    }

    private Dec21140 transceiver() {
        return board.adapters().getLast();
    }

    @Test
    void theNextKernelFindsAdaptersAsAfterPowerOnAndNothingOfTheLastOnesFrames() throws Exception {
        cable();
        String life = says("cat /proc/sys/kernel/random/boot_id");
        says("mkdir /tmp/web && head -c 2000000 /dev/urandom >/tmp/web/all");
        far("httpd -p 80 -h /tmp/web");
        says("(while :; do wget -q -O /dev/null http://10.0.0.2/all; done) >/dev/null 2>&1 &");
        try (Flood flood = new Flood(pins(), BEFORE)) {
            await().atMost(PATIENCE).until(() -> isInMemory(BEFORE));
            press("system_reset");
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> isOffTheBus(pins()) && isOffTheBus(transceiver()));
            long probed = pins().counters().traps();
            long probedToo = transceiver().counters().traps();
            flood.bring(AFTER);

            awaitAnotherLifeThan(life);
            assertEquals(PROBE_OF_PINS, pins().counters().traps() - probed);
            assertEquals(PROBE_OF_TRANSCEIVER, transceiver().counters().traps() - probedToo);
            assertFalse(isInMemory(AFTER));
        }
        cable();
        assertReached();

        // A guest that resets its machine itself leaves the driver as it is, too.
        life = says("cat /proc/sys/kernel/random/boot_id");
        shell.run("me=$0; (while [ -e $me ]; do usleep 10000; done; sleep 1; reboot -f) >/dev/null 2>&1 &", LOOK);
        awaitAnotherLifeThan(life);
        cable();
        assertReached();
    }

    private static boolean isOffTheBus(Dec21140 adapter) {
        return (adapter.configRead(ConfigurationSpace.COMMAND, 2) & ConfigurationSpace.BUS_MASTER) == 0;
    }

    /** Whether a frame filled with this mark is anywhere in the machine's memory, wherever in the mark a word of it begins. */
    private boolean isInMemory(long mark) throws IOException {
        long[] turned = new long[Long.BYTES];
        for (int i = 0; i < turned.length; i++) turned[i] = Long.rotateLeft(Long.reverseBytes(mark), 8 * i);
        try (GuestMemory memory = GuestMemory.shared(LegacyBoard.memory(room.place("tulip", "board")))) {
            for (long at = 0; at < memory.size(); at += Long.BYTES) {
                long word = memory.i64(at);
                if (word != 0 && LongStream.of(turned).anyMatch(one -> one == word)) return true;
            }
            return false;
        }
    }

    private void press(String button) throws IOException {
        monitor.write(ByteBuffer.wrap((button + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private void awaitAnotherLifeThan(String life) {
        await().atMost(PATIENCE).until(() -> {
            ProcessResult result = shell.run("cat /proc/sys/kernel/random/boot_id", LOOK);
            return result.exit() == 0 && !result.out().equals(life);
        });
    }

    private void cable() throws IOException {
        says("ip link set eth0 up; ip addr add 10.0.0.1/24 dev eth0");
        says("unshare -n sh -c 'echo $$ >/tmp/far; exec sleep 1000' & until [ -s /tmp/far ]; do usleep 10000; done");
        says("ip link set eth1 netns $(cat /tmp/far)");
        far("ip link set eth1 up; ip addr add 10.0.0.2/24 dev eth1");
    }

    private void assertReached() throws IOException {
        String pings = says("ping -c 3 -i 0.2 10.0.0.2");
        assertTrue(pings.contains("3 packets received"), pings);
    }

    private String says(String command) throws IOException {
        ProcessResult result = shell.run(command, PATIENCE);
        assertEquals(0, result.exit(), command + ": " + result);
        return result.out();
    }

    private void far(String command) throws IOException {
        says("nsenter -t $(cat /tmp/far) -n sh -c '" + command + "'");
    }

    /** A thread that brings frames to an adapter without end, each full of one mark. */
    private static final class Flood implements AutoCloseable {

        /** Our choice: no more than a guest on an emulated processor can take beside its other work. */
        private static final long PAUSE_NANOS = 200_000;

        private final Thread thread;
        private volatile Frame frame;
        private volatile boolean over;

        Flood(Dec21140 adapter, long mark) {
            bring(mark);
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (!over) {
                    adapter.accept(frame);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
        }

        void bring(long mark) {
            ByteBuffer payload = ByteBuffer.allocate(1024);
            while (payload.hasRemaining()) payload.putLong(mark);
            frame = FrameBuilder.frame(STRANGER, PINS)
                    .type(FrameBuilder.EXPERIMENTAL)
                    .payload(payload.array())
                    .build();
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            thread.join();
        }
    }
}
