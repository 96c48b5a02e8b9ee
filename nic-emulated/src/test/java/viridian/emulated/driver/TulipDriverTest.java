package viridian.emulated.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.emulated.device.Dec21140;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.Turns;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.nic.Station;

class TulipDriverTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");
    private static final MacAddress PEER = MacAddress.parse("00-15-5D-01-02-04");
    private static final MacAddress GROUP = MacAddress.parse("01-00-5E-00-00-01");

    private static final int SLOT = LegacyGuest.SLOT;

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final LegacyGuest guest = new LegacyGuest(hypervisor, "guest", OWN);
    private final Dec21140 device = guest.device;
    private final TulipDriver driver = guest.driver;
    private final RecordingNic wire = new RecordingNic(MacAddress.NONE);
    private Station station = new Station(new RecordingNic(OWN));

    @BeforeEach
    void open() {
        device.start(wire);
        station = new Station(driver);
        turns.take();
    }

    @AfterEach
    void end() {
        hypervisor.close();
    }

    @Test
    void readsTheAddressFromTheSerialRom() {
        assertEquals(OWN, driver.address());
        assertEquals(1514, driver.maxFrame());
    }

    @Test
    void anEmptySlotHasNoAdapter() {
        assertThrows(IllegalStateException.class, () -> TulipDriver.probe(guest.partition, guest.allocator, 3, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 1000, 1514})
    void sendsFrames(int length) {
        Frame frame = frame(PEER, length);
        assertTrue(station.says(frame));
        assertFrame(frame, wire.takeHeard());
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 61, 1000, 1514})
    void receivesFrames(int length) {
        Frame frame = FrameBuilder.frame(PEER, OWN)
                .payload((byte) 9, (byte) 8)
                .length(length)
                .build();
        assertTrue(arrives(frame));
        turns.take();
        assertFrame(frame, station.takeHeard());
    }

    @Test
    void aTagTravelsInLineBetweenDriverAndDevice() {
        Frame out = FrameBuilder.frame(OWN, PEER).tag(0x600A).length(1514).build();
        station.says(out);
        assertFrame(out, wire.takeHeard());
        Frame in = FrameBuilder.frame(PEER, OWN).tag(0x600A).length(1514).build();
        arrives(in);
        turns.take();
        assertFrame(in, station.takeHeard());
    }

    @Test
    void tooLongAFrameIsRefused() {
        assertFalse(station.says(frame(PEER, 1515)));
    }

    @Test
    void hearsItsOwnAddressAndAllStationsOnly() {
        assertTrue(arrives(FrameBuilder.frame(PEER, PEER).build()));
        assertTrue(arrives(FrameBuilder.frame(PEER, GROUP).build()));
        turns.take();
        assertEquals(List.of(), station.takeHeard());
        arrives(FrameBuilder.broadcast(PEER).build());
        turns.take();
        assertEquals(1, station.takeHeard().size());
    }

    @Test
    void hearsGroupsWhenAskedTo() {
        driver.hearGroups(true);
        arrives(FrameBuilder.frame(PEER, GROUP).build());
        turns.take();
        assertEquals(1, station.takeHeard().size());
        driver.hearGroups(false);
        arrives(FrameBuilder.frame(PEER, GROUP).build());
        turns.take();
        assertEquals(List.of(), station.takeHeard());
    }

    @Test
    void aFullRingTakesNoMoreUntilTheBurstIsFlushed() {
        for (int i = 0; i < TransmitRing.SLOTS; i++) assertTrue(driver.accept(frame(PEER, 60)), "frame " + i);
        assertFalse(driver.accept(frame(PEER, 60)));
        assertEquals(List.of(), wire.heard());
        driver.flush();
        assertEquals(TransmitRing.SLOTS, wire.heard().size());
        assertTrue(driver.accept(frame(PEER, 60)));
    }

    @Test
    void theRingsGoRoundManyTimes() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(station.says(frame(PEER, 60)));
            assertTrue(arrives(FrameBuilder.frame(PEER, OWN).build()));
            turns.take();
        }
        assertEquals(1000, wire.heard().size());
        assertEquals(1000, station.heard().size());
    }

    @Test
    void aBurstAsLongAsTheRingArrivesWhole() {
        for (int i = 0; i < ReceiveRing.SLOTS; i++)
            assertTrue(arrives(FrameBuilder.frame(PEER, OWN).build()));
        assertFalse(arrives(FrameBuilder.frame(PEER, OWN).build()), "no descriptor is left");
        turns.take();
        assertEquals(ReceiveRing.SLOTS, station.takeHeard().size());
        assertEquals(1, driver.missed());
        assertTrue(arrives(FrameBuilder.frame(PEER, OWN).build()), "the adapter resumes by itself");
        turns.take();
        assertEquals(1, station.takeHeard().size());
    }

    @Test
    void aClosedDriverIsSilentAndItsMemoryIsFree() {
        driver.close();
        driver.close();
        assertFalse(station.says(frame(PEER, 60)));
        assertFalse(arrives(FrameBuilder.frame(PEER, OWN).build()));
        turns.take();
        assertEquals(List.of(), station.takeHeard());
        long memory = guest.partition.memory().size();
        guest.allocator.allocate(memory - 4096);
    }

    @Test
    void mayBeOpenedAgain() {
        driver.close();
        Station again = new Station(driver);
        arrives(FrameBuilder.frame(PEER, OWN).build());
        turns.take();
        assertEquals(1, again.takeHeard().size());
        assertTrue(again.saysTo(PEER));
        assertEquals(1, wire.heard().size());
    }

    @Test
    void fourAdaptersAreFunctionsOfOneBoard() {
        Partition partition = hypervisor.createChild(hypervisor.root(), "full", 1 << 20, 1);
        for (int i = 0; i < 4; i++) {
            MacAddress address = MacAddress.of(OWN.bits() + i);
            partition.pci().plug(SLOT, i, (memory, line) -> new Dec21140(address, memory, line));
        }
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        for (int i = 0; i < 4; i++) {
            TulipDriver found = TulipDriver.probe(partition, allocator, SLOT, i);
            assertEquals(MacAddress.of(OWN.bits() + i), found.address());
        }
        assertEquals(0x80, partition.pci().configRead(SLOT, 0, 0x0E, 1));
        assertThrows(
                IllegalStateException.class,
                () -> partition.pci().plug(SLOT + 1, 0, (memory, line) -> new Dec21140(OWN, memory, line)));
    }

    private boolean arrives(Frame frame) {
        boolean taken = device.accept(frame);
        device.flush();
        return taken;
    }

    private static Frame frame(MacAddress to, int length) {
        return FrameBuilder.frame(OWN, to)
                .payload((byte) 1, (byte) 2)
                .length(length)
                .build();
    }

    private static void assertFrame(Frame expected, List<Frame> heard) {
        assertEquals(1, heard.size());
        Frame frame = heard.get(0);
        assertEquals(expected.tag(), frame.tag());
        assertArrayEquals(
                expected.bytes().toArray(ValueLayout.JAVA_BYTE), frame.bytes().toArray(ValueLayout.JAVA_BYTE));
    }
}
