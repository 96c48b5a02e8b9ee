package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Cable;
import viridian.vswitch.nic.Nic;

/** Frames on their way make no objects. Some round must be free of any; the compiler at work may spoil the first ones. */
class AllocationTest {

    private static final int FRAMES = 20_000;
    private static final int ROUNDS = 15;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), System::nanoTime);
    private final CopyingNic alice = plug(PortSettings.guest("alice"), 1);
    private final CopyingNic bob = plug(PortSettings.guest("bob"), 2);
    private final CopyingNic wire = plug(PortSettings.network("wire"), 0);
    private final CopyingNic ten = plug(PortSettings.guest("ten").withVlan(new VlanMode.Access(10)), 3);
    private final CopyingNic tenToo = plug(PortSettings.guest("ten too").withVlan(new VlanMode.Access(10)), 4);
    private final CopyingNic trunk =
            plug(PortSettings.network("trunk").withVlan(new VlanMode.Trunk(VlanSet.parse("10-20"), 0)), 0);

    private CopyingNic plug(PortSettings settings, int number) {
        CopyingNic nic = new CopyingNic(number == 0 ? MacAddress.NONE : Workbench.address(number));
        vswitch.plug(settings, nic);
        return nic;
    }

    @Test
    void unicastBetweenGuestsMakesNoObjects() {
        assertNothingAllocated(alice, FrameBuilder.frame(alice.address(), bob.address()));
    }

    @Test
    void unicastBetweenAccessPortsMakesNoObjects() {
        assertNothingAllocated(ten, FrameBuilder.frame(ten.address(), tenToo.address()));
    }

    @Test
    void taggedFramesOfLearnedStationsMakeNoObjects() {
        assertNothingAllocated(
                trunk, FrameBuilder.frame(Workbench.STRANGER, ten.address()).vlan(10));
        assertNothingAllocated(ten, FrameBuilder.frame(ten.address(), Workbench.STRANGER));
    }

    @Test
    void floodsMakeNoObjects() {
        assertNothingAllocated(alice, FrameBuilder.broadcast(alice.address()));
        assertNothingAllocated(wire, FrameBuilder.frame(Workbench.STRANGER, Workbench.address(0x99)));
    }

    @Test
    void droppedFramesMakeNoObjects() {
        assertNothingAllocated(alice, FrameBuilder.frame(bob.address(), alice.address()));
        assertNothingAllocated(
                ten, FrameBuilder.frame(ten.address(), tenToo.address()).vlan(11));
    }

    @Test
    void framesOnACableMakeNoObjects() {
        Executor atOnce = Runnable::run;
        Cable cable = new Cable(MacAddress.NONE, MacAddress.NONE, 1514, atOnce);
        Nic port = cable.left();
        vswitch.plug(PortSettings.network("cable"), port);
        cable.right().start(new CopyingNic(MacAddress.NONE));
        assertNothingAllocated(
                cable.right(),
                FrameBuilder.frame(Workbench.address(0x50), alice.address()).build());
        assertNothingAllocated(alice, FrameBuilder.frame(alice.address(), Workbench.address(0x50)));
    }

    private void assertNothingAllocated(CopyingNic from, FrameBuilder frame) {
        assertNothingAllocated(from.receiver(), frame.build());
    }

    private void assertNothingAllocated(FrameSink to, Frame frame) {
        assertTrue(threads.isThreadAllocatedMemorySupported());
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) least = Math.min(least, allocatedBy(to, frame));
        assertEquals(0, least, "bytes for " + FRAMES + " frames");
    }

    private long allocatedBy(FrameSink to, Frame frame) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < FRAMES; i++) {
            to.accept(frame);
            if (i % 32 == 0) to.flush();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
