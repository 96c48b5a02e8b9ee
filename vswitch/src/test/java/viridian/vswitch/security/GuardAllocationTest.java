package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.IpProtocol;

/** Guards make no objects for the frames they judge. Some round must be free of any; the compiler may spoil the first. */
class GuardAllocationTest {

    private static final int FRAMES = 20_000;
    private static final int ROUNDS = 15;
    private static final List<Frame> TRAFFIC = List.of(
            Crafted.ipv4(IpProtocol.UDP, Crafted.udp(1, 2)),
            Crafted.ipv6(IpProtocol.TCP, Crafted.tcp(1, 2, 2)),
            Crafted.ipv4(IpProtocol.UDP, Crafted.udp(67, 68)),
            Crafted.ipv6(IpProtocol.FRAGMENT, Crafted.fragment(IpProtocol.UDP, 1, 0, true, Crafted.udp(1, 2))),
            Crafted.ipv6(IpProtocol.FRAGMENT, Crafted.fragment(IpProtocol.UDP, 1, 8, false, Crafted.udp(1, 2))),
            FrameBuilder.broadcast(Crafted.HERE).build());

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), System::nanoTime);
    private final RecordingNic alice = new RecordingNic(Crafted.HERE);
    private final Guards guards = Guards.NONE
            .withDhcpGuard(true)
            .withRouterGuard(true)
            .withMacs(List.of(Crafted.HERE))
            .withIpv4(List.of(IpPrefix.parse("10.0.0.0/24")))
            .withDynamicAddressLimit(4)
            .withStormLimit(100);

    @Test
    void judgedFramesMakeNoObjects() {
        vswitch.extend(new PortSecurity());
        vswitch.plug(PortSettings.guest("alice").with(guards), alice);
        RecordingNic bob = new RecordingNic(Crafted.THERE);
        bob.full(true);
        vswitch.plug(PortSettings.guest("bob"), bob);
        assertTrue(threads.isThreadAllocatedMemorySupported());
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) least = Math.min(least, allocated());
        assertEquals(0, least, "bytes for " + FRAMES + " frames");
    }

    private long allocated() {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < FRAMES; i++) alice.saysMore(TRAFFIC.get(i % 6));
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
