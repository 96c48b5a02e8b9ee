package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** Judging a frame makes no object. Some round must be free of any; the compiler at work may spoil the first ones. */
class AclAllocationTest {

    private static final int FRAMES = 20_000;
    private static final int ROUNDS = 15;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void deniedFramesMakeNoObjects() {
        assertNothingAllocated("deny outbound protocol=udp remote-port=53");
    }

    @Test
    void trackedConnectionsMakeNoObjects() {
        assertNothingAllocated("allow outbound stateful weight=1\ndeny inbound\nmeter both remote=any weight=2");
    }

    private void assertNothingAllocated(String rules) {
        AclBench bench = new AclBench("deny both");
        bench.guest.full(true);
        bench.wire.full(true);
        PortSettings settings = bench.port.settings();
        bench.port.change(settings.with(AccessList.parse(rules)));
        Frame[] frames = new Frame[64];
        for (int i = 0; i < frames.length; i++) frames[i] = frame(i);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++)
            least = Math.min(least, allocated(bench.port, frames));
        assertEquals(0, least, "bytes for " + FRAMES + " frames");
    }

    private static Frame frame(int number) {
        byte[] udp = Crafted.udp(1000 + number, 53);
        int first = number % 3 == 0 ? 0x2000 : 0;
        return Crafted.frame(Packet.IPV4, Crafted.v4("10.0.0.1", "10.0.0.2", IpProtocol.UDP, 0, number, first, udp));
    }

    private long allocated(FrameSink port, Frame[] frames) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < FRAMES; i++) port.accept(frames[i % frames.length]);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
