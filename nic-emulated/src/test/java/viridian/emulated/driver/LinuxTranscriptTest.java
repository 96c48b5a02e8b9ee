package viridian.emulated.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.device.Media;
import viridian.partitions.Hypervisor;
import viridian.partitions.Turns;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.nic.Station;

/**
 * What the Linux tulip driver does with a 21140, access by access: written down under a real one, and played here by ours.
 * The adapter has to lead it the same way.
 */
class LinuxTranscriptTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");
    private static final MacAddress PEER = MacAddress.parse("00-15-5D-01-02-04");

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final RecordingNic wire = new RecordingNic(MacAddress.NONE);

    @AfterEach
    void end() {
        hypervisor.close();
    }

    @Test
    void probesABoardWithoutTransceiver() {
        LegacyGuest guest = guest(Media.GPR);
        assertEquals("r6, r8, w12 100", guest.trace.take());
        assertEquals(8_970, guest.trace.takePins());
    }

    @Test
    void probesABoardWithTransceiver() {
        LegacyGuest guest = guest(Media.MII);
        assertEquals("r6, r8, w12 100, r12, r12, w12 100", guest.trace.take());
        assertEquals(19_423, guest.trace.takePins());
    }

    @Test
    void opensABoardWithoutTransceiver() {
        LegacyGuest guest = guest(Media.GPR);
        forget(guest);
        new Station(guest.driver);
        turns.take();
        assertEquals(
                "w0 1, w0 1a08000, w3 1000, w4 31800, w12 100, w12 0, r6, w6 3842000, w5 1ebef, w7 1ebef, w6 3842002, r6, w2 0",
                guest.trace.take());
        assertEquals(0, guest.trace.takePins());
    }

    @Test
    void opensABoardWithTransceiver() {
        LegacyGuest guest = guest(Media.MII);
        forget(guest);
        new Station(guest.driver);
        turns.take();
        assertEquals(
                "w6 40000, w0 1, w0 1a08000, w3 1000, w4 31800, w12 100, r12, r12, r6, w6 20e2000, w5 1ebef, w7 1ebef, w6 20e2002, r6, w2 0",
                guest.trace.take());
        assertEquals(559, guest.trace.takePins());
    }

    @Test
    void transmitsALoneFrame() {
        LegacyGuest guest = opened(Media.GPR);
        sends(guest);
        assertEquals("w1 0, r5, w5 10004, r5, r8", guest.trace.take());
    }

    @Test
    void receivesALoneFrame() {
        LegacyGuest guest = opened(Media.GPR);
        guest.device.accept(FrameBuilder.frame(PEER, OWN).build());
        turns.take();
        assertEquals("r5, w7 1e82f, w5 10000, r5, r8, r5, w5 c0, r5, w7 1ebef", guest.trace.take());
    }

    @Test
    void joinsFewGroupsByTheirNames() {
        LegacyGuest guest = opened(Media.GPR);
        guest.driver.hear(groups(14));
        assertEquals("r6, w1 0, w6 3842002", guest.trace.take());
        turns.take();
        assertEquals(4, guest.trace.take().split(", ").length, "and its interrupt");
        assertTrue(hears(guest, group(13)));
        assertFalse(hears(guest, group(14)));
        assertTrue(hears(guest, OWN));
        assertTrue(hears(guest, MacAddress.parse("FF-FF-FF-FF-FF-FF")));
    }

    @Test
    void joinsManyGroupsByAHashTable() {
        LegacyGuest guest = opened(Media.GPR);
        guest.driver.hear(groups(15));
        assertEquals("r6, w1 0, w6 3842002", guest.trace.take());
        turns.take();
        for (int i = 0; i < 15; i++) assertTrue(hears(guest, group(i)));
        assertFalse(hears(guest, MacAddress.parse("01-00-5E-7F-FF-FA")));
        assertTrue(hears(guest, OWN));
        assertFalse(hears(guest, PEER));
        assertTrue(hears(guest, MacAddress.parse("FF-FF-FF-FF-FF-FF")));
    }

    @Test
    void leavesGroupsAgain() {
        LegacyGuest guest = opened(Media.GPR);
        guest.driver.hear(groups(20));
        guest.driver.hear(List.of());
        turns.take();
        assertFalse(hears(guest, group(3)));
        assertTrue(hears(guest, OWN));
    }

    @Test
    void hearsEverythingByTheModeAlone() {
        LegacyGuest guest = opened(Media.GPR);
        guest.driver.hearEverything(true);
        assertEquals("r6, w6 38420c2", guest.trace.take());
        assertTrue(hears(guest, PEER));
        guest.driver.hearEverything(false);
        turns.take();
        assertFalse(hears(guest, PEER));
    }

    @Test
    void hearsAllGroupsByTheModeAlone() {
        LegacyGuest guest = opened(Media.GPR);
        guest.driver.hearGroups(true);
        assertEquals("r6, w6 3842082", guest.trace.take());
        assertTrue(hears(guest, group(1)));
        assertFalse(hears(guest, PEER));
    }

    @Test
    void closes() {
        LegacyGuest guest = opened(Media.GPR);
        guest.driver.close();
        assertEquals("w7 0, r6, w6 3840000, r5, r6, r8", guest.trace.take());
    }

    @Test
    void goesDownAndUpAgainAndHearsItsGroups() {
        LegacyGuest guest = opened(Media.GPR);
        guest.driver.hear(groups(3));
        guest.driver.hearEverything(true);
        for (int i = 0; i < 5; i++) {
            guest.driver.close();
            new Station(guest.driver);
            turns.take();
        }
        assertTrue(hears(guest, PEER));
        guest.driver.hearEverything(false);
        turns.take();
        assertTrue(hears(guest, group(2)));
        assertFalse(hears(guest, group(3)));
        sends(guest);
        assertEquals(1, wire.takeHeard().size());
    }

    @Test
    void sensesTheLinkOnAPin() {
        LegacyGuest guest = opened(Media.GPR);
        assertTrue(guest.driver.senseLink());
        assertEquals("r12", guest.trace.take());
        assertEquals(2_000_000_000L, guest.driver.senseAgainNanos());
        guest.device.close();
        assertFalse(guest.driver.senseLink());
    }

    @Test
    void sensesTheLinkByTheTransceiverAndTurnsToFullDuplex() {
        LegacyGuest guest = opened(Media.MII);
        assertTrue(guest.driver.senseLink());
        assertEquals(582, guest.trace.takePins());
        assertEquals("r12, r6, w6 20e0000, r5, w6 20e2202, r6", guest.trace.take());
        assertEquals(60_000_000_000L, guest.driver.senseAgainNanos());
        assertTrue(guest.driver.senseLink());
        assertEquals("r12", guest.trace.take());
        sends(guest);
        assertEquals(1, wire.takeHeard().size());
        guest.device.close();
        assertFalse(guest.driver.senseLink());
        assertEquals(3_000_000_000L, guest.driver.senseAgainNanos());
    }

    @Test
    void aGuestThatIsResetBeginsAnewOnAnAdapterThatRuns() {
        LegacyGuest guest = opened(Media.GPR);
        guest.device.accept(FrameBuilder.frame(PEER, OWN).build());
        TulipDriver second = TulipDriver.probe(guest.partition, guest.allocator, LegacyGuest.SLOT, 0);
        Station station = new Station(second);
        turns.take();
        guest.device.accept(FrameBuilder.frame(PEER, OWN).build());
        turns.take();
        assertEquals(1, station.takeHeard().size());
    }

    private LegacyGuest guest(Media media) {
        return new LegacyGuest(hypervisor, "guest", Dec21140Settings.of(OWN).withMedia(media));
    }

    private LegacyGuest opened(Media media) {
        LegacyGuest guest = guest(media);
        guest.device.start(wire);
        new Station(guest.driver);
        turns.take();
        forget(guest);
        return guest;
    }

    private static void forget(LegacyGuest guest) {
        guest.trace.take();
        guest.trace.takePins();
    }

    private void sends(LegacyGuest guest) {
        guest.driver.accept(FrameBuilder.frame(OWN, PEER).build());
        guest.driver.flush();
        turns.take();
    }

    /** Whether the guest gets a frame for this address. */
    private boolean hears(LegacyGuest guest, MacAddress destination) {
        AdapterCounters before = guest.device.counters();
        guest.device.accept(FrameBuilder.frame(PEER, destination).build());
        turns.take();
        return guest.device.counters().received() > before.received();
    }

    private static List<MacAddress> groups(int count) {
        return IntStream.range(0, count).mapToObj(LinuxTranscriptTest::group).toList();
    }

    private static MacAddress group(int number) {
        return MacAddress.of(0x0100_5E00_0001L + 7L * number);
    }
}
