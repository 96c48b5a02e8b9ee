package viridian.lab.host.qemu;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import viridian.emulated.device.Dec21140;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.device.Media;
import viridian.emulated.proxy.LegacyBoard;
import viridian.lab.host.linux.MachineRoom;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsTool;

/**
 * Linux' own tulip driver, in a real machine, on two legacy adapters of ours that are cabled to each other: one without and
 * one with a transceiver. The second is given to a network namespace of the guest's, so that the guest talks to itself by
 * our wire. One machine for all, because starting it takes longest; the tests are in the order of its life.
 */
@NeedsTool({"qemu-system-x86_64", "busybox", "perl"})
@NeedsGuestKernel
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LinuxTulipIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1 << 20;
    private static final MacAddress PINS = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress TRANSCEIVER = MacAddress.parse("00-15-5D-00-00-02");
    private static final MacAddress STRANGER = MacAddress.parse("00-15-5D-00-00-09");

    @TempDir
    private static Path folder;

    private static MachineRoom room;
    private static LegacyBoard board;
    private static QemuMachine machine;

    @BeforeAll
    static void switchOn() throws IOException {
        GuestFiles files = GuestFiles.find();
        room = MachineRoom.open("tulip-test");
        Path image = room.place("tulip", "image");
        GuestImage.of(files).modules(List.of("tulip")).setup(":\n").write(image);
        Path directory = Files.createDirectory(room.place("tulip", "board"));
        board = LegacyBoard.open(
                directory,
                MachineSettings.USUAL_MEGABYTES * MEGABYTE,
                List.of(
                        Dec21140Settings.of(PINS),
                        Dec21140Settings.of(TRANSCEIVER).withMedia(Media.MII)));
        pins().start(transceiver());
        transceiver().start(pins());
        MachineSettings settings = MachineSettings.named("tulip", folder.resolve("console"))
                .withBoot(new MachineSettings.Boot.KernelAndImage(files.kernel(), image, MachineSettings.QUIET));
        machine = QemuMachine.start(settings, board, room);
        machine.awaitHealthy(PATIENCE);
    }

    @AfterAll
    static void switchOff() throws IOException {
        try (MachineRoom all = room;
                LegacyBoard cards = board;
                QemuMachine running = machine) {
            if (board != null) assertNull(board.trouble());
        }
        assertFalse(Files.exists(room.directory()));
    }

    private static Dec21140 pins() {
        return board.adapters().getFirst();
    }

    private static Dec21140 transceiver() {
        return board.adapters().getLast();
    }

    @Test
    @Order(1)
    void probingCostsTheAccessesItCostsOnTheRealThing() {
        assertEquals(8_970 + 3, pins().counters().traps());
        assertEquals(19_423 + 6, transceiver().counters().traps());
        assertEquals(0, pins().counters().interrupts());
    }

    @Test
    @Order(2)
    void bothAreFunctionsOfOneBoard() throws IOException {
        assertEquals(
                "0x1011 0x0009 0x0a00 0x2114\n",
                says("cd /sys/bus/pci/devices/0000:00:04.0"
                        + " && echo $(cat vendor device subsystem_vendor subsystem_device)"));
        assertEquals("00:15:5d:00:00:02\n", says("cat /sys/bus/pci/devices/0000:00:04.1/net/*/address"));
    }

    @Test
    @Order(3)
    void theTwoReachEachOther() throws IOException {
        says("ip link set eth0 up; ip addr add 10.0.0.1/24 dev eth0");
        says("unshare -n sleep 1000 & echo $! >/tmp/far; sleep 1; ip link set eth1 netns $(cat /tmp/far)");
        far("ip link set eth1 up; ip addr add 10.0.0.2/24 dev eth1");
        String pings = says("ping -c 3 -i 0.2 10.0.0.2");
        assertTrue(pings.contains("3 packets received"), pings);
        assertTrue(pins().counters().interrupts() > 0);
    }

    @Test
    @Order(4)
    void aStrangersFrameIsNotHeardAndItsOwnIs() {
        long filtered = pins().counters().filtered();
        long received = pins().counters().received();
        pins().accept(FrameBuilder.frame(TRANSCEIVER, STRANGER).build());
        pins().accept(FrameBuilder.frame(TRANSCEIVER, PINS).build());
        assertEquals(filtered + 1, pins().counters().filtered());
        assertEquals(received + 1, pins().counters().received());
    }

    /** Linux hears up to fourteen groups by its table of addresses, more by a table of hashes. */
    @Test
    @Order(5)
    void moreGroupsThanTheTableHoldsAreHeardByTheirHashes() throws IOException {
        says("for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27; do"
                + " ip -6 addr add fd00::1:00$i/64 dev eth0; done");
        MacAddress joined = MacAddress.parse("33-33-FF-01-00-27");
        await().atMost(PATIENCE).until(() -> hears(joined));
        assertTrue(hears(MacAddress.parse("33-33-FF-01-00-10")));
        assertFalse(hears(MacAddress.parse("33-33-FF-01-00-99")));
        assertFalse(hears(STRANGER));
    }

    private static boolean hears(MacAddress destination) {
        long before = pins().counters().received();
        pins().accept(FrameBuilder.frame(TRANSCEIVER, destination).build());
        return pins().counters().received() > before;
    }

    @Test
    @Order(6)
    void tcpGoesBothWaysUndamaged() throws IOException {
        says("mkdir /tmp/web && head -c 2000000 /dev/urandom >/tmp/web/all");
        String sum = says("md5sum </tmp/web/all");
        far("httpd -p 80 -h /tmp/web");
        assertEquals(sum, says("wget -q -O - http://10.0.0.2/all | md5sum"));
        says("httpd -p 80 -h /tmp/web");
        far("wget -q -O /tmp/there http://10.0.0.1/all");
        assertEquals(sum, says("md5sum </tmp/there"));
    }

    @Test
    @Order(7)
    void downItIsDeafAndUpItIsBack() throws IOException {
        says("ip link set eth0 down");
        assertFalse(pins().accept(FrameBuilder.frame(TRANSCEIVER, PINS).build()));
        says("ip link set eth0 up");
        String pings = says("ping -c 2 -i 0.2 10.0.0.2");
        assertTrue(pings.contains("2 packets received"), pings);
    }

    /** The chip is found in whatever state it was left: the new driver resets it itself. */
    @Test
    @Order(8)
    void anotherDriverTakesItOverWhileItIsRunning() throws IOException {
        says(
                "rmmod tulip; insmod /modules/tulip.ko && sleep 0.2; ip addr add 10.0.0.1/24 dev eth0; ip link set eth0 up");
        says("ip link set eth1 netns $(cat /tmp/far)");
        far("ip addr add 10.0.0.2/24 dev eth1; ip link set eth1 up");
        String pings = says("ping -c 3 -i 0.2 10.0.0.2");
        assertTrue(pings.contains("3 packets received"), pings);
    }

    private static String says(String command) throws IOException {
        ProcessResult result = machine.run(command, PATIENCE);
        assertEquals(0, result.exit(), command + ": " + result);
        return result.out();
    }

    private static void far(String command) throws IOException {
        says("nsenter -t $(cat /tmp/far) -n sh -c '" + command + "'");
    }
}
