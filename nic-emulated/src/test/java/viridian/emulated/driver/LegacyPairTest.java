package viridian.emulated.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.Hypervisor;
import viridian.partitions.Turns;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Cable;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.Station;

/** Two guests with legacy adapters, each a machine of its own. */
class LegacyPairTest {

    private static final MacAddress ALICE = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress BOB = MacAddress.parse("00-15-5D-00-00-02");

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final LegacyGuest alice = new LegacyGuest(hypervisor, "alice", ALICE);
    private final LegacyGuest bob = new LegacyGuest(hypervisor, "bob", BOB);

    @AfterEach
    void end() {
        hypervisor.close();
    }

    @Test
    void talkOverACable() {
        Cable cable = new Cable(MacAddress.NONE, MacAddress.NONE, 1514, turns);
        join(alice.device, cable.left());
        join(bob.device, cable.right());
        assertTheyTalk();
    }

    @Test
    void talkThroughASwitch() {
        plug(new VlanMode.Untagged(), new VlanMode.Untagged());
        assertTheyTalk();
    }

    @Test
    void talkWithinAVlanNeitherKnowsOf() {
        plug(new VlanMode.Access(10), new VlanMode.Access(10));
        assertTheyTalk();
    }

    @Test
    void areSilentAcrossVlans() {
        plug(new VlanMode.Access(10), new VlanMode.Access(11));
        Station first = new Station(alice.driver);
        Station second = new Station(bob.driver);
        turns.take();
        first.says(FrameBuilder.broadcast(ALICE).build());
        first.saysTo(BOB);
        turns.take();
        assertEquals(List.of(), second.heard());
    }

    @Test
    void aFrameFromGuestToGuestMakesNoObjects() {
        alice.trace.rest();
        bob.trace.rest();
        plug(new VlanMode.Untagged(), new VlanMode.Untagged());
        Counting heard = new Counting();
        alice.driver.start(new Counting());
        bob.driver.start(heard);
        turns.take();
        Frame frame = FrameBuilder.frame(ALICE, BOB).build();
        send(frame, 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        send(frame, 10_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(30_000, heard.frames);
        assertTrue(allocated < 10_000, "10000 frames made " + allocated + " bytes of objects");
    }

    private void send(Frame frame, int count) {
        for (int i = 0; i < count; i++) {
            alice.driver.accept(frame);
            alice.driver.flush();
            turns.take();
        }
    }

    private void assertTheyTalk() {
        Station first = new Station(alice.driver);
        Station second = new Station(bob.driver);
        turns.take();
        assertTrue(first.saysTo(BOB));
        turns.take();
        assertEquals(ALICE.bits(), second.takeHeard().get(0).source());
        assertTrue(second.says(FrameBuilder.frame(BOB, ALICE).length(1514).build()));
        turns.take();
        assertEquals(1514, first.takeHeard().get(0).length());
    }

    private static void join(Nic one, Nic other) {
        one.start(other);
        other.start(one);
    }

    private void plug(VlanMode first, VlanMode second) {
        VirtualSwitch network = new VirtualSwitch(SwitchSettings.named("network"), () -> 0);
        network.plug(PortSettings.guest("alice").withVlan(first), alice.device);
        network.plug(PortSettings.guest("bob").withVlan(second), bob.device);
    }

    /** A receiver that keeps nothing. */
    private static final class Counting implements FrameSink {

        private int frames;

        @Override
        public boolean accept(Frame frame) {
            frames++;
            return true;
        }

        @Override
        public void flush() {}
    }
}
