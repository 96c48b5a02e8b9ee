package viridian.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestAllocator;
import viridian.partitions.vmbus.VmbusVersion;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Station;

/** Guest, ring, host half, switch, host half, ring, guest. */
class EndToEndTest {

    private final Bench bench = new Bench();
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("office"), () -> 0);

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void theDriverLearnsItsAddressAndThatItsCableIsIn() {
        Bench.Guest alice = bench.running(1);
        assertTrue(alice.driver().ready().toCompletableFuture().isDone());
        assertEquals(Bench.address(1), alice.driver().address());
        assertEquals(1514, alice.driver().maxFrame());
        assertTrue(alice.driver().isLinked());
        assertTrue(alice.host().isRunning());
    }

    @Test
    void oneGuestHearsWhatAnotherSays() {
        Station alice = plugged("alice", 1);
        Station bob = plugged("bob", 2);
        assertTrue(alice.saysTo(bob.address()));
        bench.settle();
        assertEquals(1, bob.heard().size());
        assertEquals(Bench.address(1).bits(), bob.heard().getFirst().source());
        assertEquals(Frame.UNTAGGED, bob.heard().getFirst().tag());
        assertEquals(List.of(), alice.heard());
    }

    @Test
    void everyGenerationOfTheProtocolCarriesFrames() {
        int number = 0;
        for (NvspVersion host : NvspVersion.values()) {
            for (NvspVersion guest : NvspVersion.values()) {
                NetVsp half = new NetVsp(Bench.address(++number), NetVsp.PLAIN_FRAME, host);
                Station station =
                        plugged(PortSettings.guest(host + "/" + guest), half, NetVscSettings.SMALL.withNewest(guest));
                assertTrue(half.isRunning(), host + " with " + guest);
                assertTrue(
                        station.says(FrameBuilder.broadcast(station.address()).build()));
                bench.settle();
                assertEquals(1, half.counters().received(), host + " with " + guest);
            }
        }
    }

    @Test
    void whatIsSentArrivesUnchangedAndInOrder() {
        Station alice = plugged("alice", 1);
        Station bob = plugged("bob", 2);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Frame> sent = new ArrayList<>();
        for (int burst = 0; burst < 400; burst++) {
            for (int left = random.nextInt(20); left >= 0; left--) {
                byte[] payload = new byte[random.nextInt(1501)];
                random.nextBytes(payload);
                Frame frame = FrameBuilder.frame(alice.address(), bob.address())
                        .length(14)
                        .payload(payload)
                        .build();
                if (alice.says(frame)) sent.add(frame);
            }
            if (random.nextInt(4) == 0) bench.settle();
        }
        bench.settle();
        List<Frame> heard = bob.heard();
        assertEquals(sent.size(), heard.size());
        for (int i = 0; i < sent.size(); i++) assertSame(sent.get(i), heard.get(i));
    }

    @Test
    void tagsTravelAsInformationBesideTheFrame() {
        VlanMode.Trunk trunk = new VlanMode.Trunk(VlanSet.of(100), VlanMode.NO_NATIVE);
        Station alice = plugged(
                PortSettings.guest("alice").withVlan(trunk).withPriorityTag(true), host(1), NetVscSettings.SMALL);
        Station bob =
                plugged(PortSettings.guest("bob").withVlan(trunk).withPriorityTag(true), host(2), NetVscSettings.SMALL);
        Frame frame = FrameBuilder.frame(alice.address(), bob.address())
                .tag(3 << 13 | 1 << 12 | 100)
                .build();
        assertTrue(alice.says(frame));
        bench.settle();
        assertEquals(3 << 13 | 1 << 12 | 100, bob.heard().getFirst().tag());
        assertEquals(60, bob.heard().getFirst().length());
    }

    @Test
    void aTagInTheFrameIsTakenOut() {
        VlanMode.Trunk trunk = new VlanMode.Trunk(VlanSet.of(100), VlanMode.NO_NATIVE);
        Station alice = plugged(
                PortSettings.guest("alice").withVlan(trunk).withPriorityTag(true), host(1), NetVscSettings.SMALL);
        Station bob =
                plugged(PortSettings.guest("bob").withVlan(trunk).withPriorityTag(true), host(2), NetVscSettings.SMALL);
        Frame inline = FrameBuilder.frame(alice.address(), bob.address())
                .type(0x8100)
                .payload((byte) 0x60, (byte) 100, (byte) 0x88, (byte) 0xB5, (byte) 42)
                .build();
        assertTrue(alice.says(inline));
        bench.settle();
        Frame heard = bob.heard().getFirst();
        assertEquals(3 << 13 | 100, heard.tag());
        assertEquals(FrameBuilder.EXPERIMENTAL, heard.etherType());
        assertEquals(56, heard.length());
        assertEquals(42, heard.memory().get(ValueLayout.JAVA_BYTE, heard.offset() + 14));
    }

    @Test
    void aTagIsRefusedWhereNobodyAgreedOnTags() {
        NetVsp half = new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME, NvspVersion.V1);
        Station alice = plugged(PortSettings.guest("alice"), half, NetVscSettings.SMALL);
        FrameBuilder frame = FrameBuilder.frame(Bench.address(2), alice.address());
        assertFalse(half.accept(frame.vlan(100).build()));
        assertTrue(half.accept(frame.tag(5 << 13).build()));
        half.flush();
        bench.settle();
        assertEquals(Frame.UNTAGGED, alice.heard().getFirst().tag());
        assertFalse(alice.says(
                FrameBuilder.frame(alice.address(), Bench.address(2)).vlan(100).build()));
    }

    @Test
    void aPulledCableStopsBothWaysAndThePulledGuestIsTold() {
        Bench.Guest alice = bench.running(1);
        Station station = new Station(alice.driver());
        bench.settle();
        alice.host().link(false);
        bench.settle();
        assertFalse(alice.driver().isLinked());
        assertFalse(station.saysTo(Bench.address(2)));
        assertFalse(alice.host().accept(to(alice.driver().address())));
        alice.host().link(true);
        bench.settle();
        assertTrue(alice.driver().isLinked());
        assertTrue(alice.host().accept(to(alice.driver().address())));
    }

    @Test
    void aRingAndBuffersFullOfFramesLoseTheRestAndGoOn() {
        NetVscSettings narrow = NetVscSettings.SMALL.withRingBytes(2 * 4096).withBuffers(17 * 4096, 4 * 6144);
        NetVsp half = host(1);
        Station alice = plugged(PortSettings.guest("alice"), half, narrow);
        int taken = 0;
        while (half.accept(to(alice.address()))) taken++;
        assertTrue(taken > 0);
        half.flush();
        bench.settle();
        assertEquals(taken, alice.takeHeard().size());
        assertTrue(half.accept(to(alice.address())));
        half.flush();
        bench.settle();
        assertEquals(1, alice.heard().size());
        assertEquals(taken + 1, half.counters().sent());
        assertEquals(1, half.counters().droppedSending());
    }

    @Test
    void aGuestThatSendsMoreThanFitsLosesTheRestAndGoesOn() {
        NetVscSettings narrow = NetVscSettings.SMALL.withRingBytes(2 * 4096).withBuffers(17 * 4096, 4 * 6144);
        NetVsp half = host(1);
        Station alice = plugged(PortSettings.guest("alice"), half, narrow);
        int taken = 0;
        while (alice.saysTo(Bench.address(2))) taken++;
        assertEquals(4, taken);
        bench.settle();
        assertEquals(taken, half.counters().received());
        assertTrue(alice.saysTo(Bench.address(2)));
    }

    @Test
    void aClosedDriverGivesItsMemoryBackAndTheHostKnows() {
        Bench.Guest alice = bench.guest(host(1), NetVscSettings.SMALL);
        alice.client().connect();
        bench.settle();
        long largest = largestFree(alice.allocator());
        alice.driver().close();
        alice.driver().close();
        bench.settle();
        assertFalse(alice.host().isRunning());
        assertFalse(alice.driver().accept(to(Bench.address(2))));
        assertFalse(alice.host().accept(to(Bench.address(1))));
        long taken = 2L * NetVscSettings.SMALL.ringBytes()
                + NetVscSettings.SMALL.receiveBytes()
                + NetVscSettings.SMALL.sendBytes();
        assertTrue(largestFree(alice.allocator()) >= largest + taken);
    }

    /** The longest stretch a guest could still take, to a page. */
    private static long largestFree(GuestAllocator allocator) {
        long largest = 0;
        for (long step = Bench.MEMORY_BYTES; step >= 4096; step /= 2) {
            if (fits(allocator, largest + step)) largest += step;
        }
        return largest;
    }

    private static boolean fits(GuestAllocator allocator, long bytes) {
        try {
            allocator.free(allocator.allocate(bytes), bytes);
            return true;
        } catch (IllegalStateException tooMuch) {
            return false;
        }
    }

    @Test
    void everyVersionOfTheBusCarriesFrames() {
        int number = 100;
        for (VmbusVersion version : VmbusVersion.values()) {
            NetVsp half = host(++number);
            Bench.Guest guest = bench.guest(half, NetVscSettings.SMALL);
            guest.partition().vmbus().speak(Set.of(version));
            guest.client().connect();
            Station station = plugged(PortSettings.guest("on " + version), guest);
            for (int i = 0; i < 500; i++) {
                assertTrue(
                        station.says(FrameBuilder.broadcast(station.address()).build()), "on " + version);
                assertTrue(half.accept(to(station.address())));
                half.flush();
                if (i % 50 == 0) bench.settle();
            }
            bench.settle();
            assertEquals(500, half.counters().received(), "on " + version);
            assertEquals(500, station.takeHeard().size(), "on " + version);
        }
    }

    @Test
    void aWithdrawnAdapterIsGoneForItsGuest() {
        Bench.Guest alice = bench.running(1);
        alice.partition().vmbus().withdraw(alice.host());
        bench.settle();
        assertFalse(alice.host().isRunning());
        assertFalse(alice.driver().isLinked());
        assertFalse(alice.driver().accept(to(Bench.address(2))));
    }

    private Station plugged(String name, int number) {
        return plugged(PortSettings.guest(name), host(number), NetVscSettings.SMALL);
    }

    private Station plugged(PortSettings port, NetVsp host, NetVscSettings settings) {
        return plugged(port, bench.running(host, settings));
    }

    private Station plugged(PortSettings port, Bench.Guest guest) {
        vswitch.plug(port, guest.host());
        bench.settle();
        Station station = new Station(guest.driver());
        bench.settle();
        return station;
    }

    private static NetVsp host(int number) {
        return new NetVsp(Bench.address(number), NetVsp.PLAIN_FRAME);
    }

    private static Frame to(MacAddress address) {
        return FrameBuilder.frame(Bench.address(2), address).build();
    }

    private static void assertSame(Frame expected, Frame actual) {
        assertEquals(-1, expected.bytes().mismatch(actual.bytes()));
    }
}
