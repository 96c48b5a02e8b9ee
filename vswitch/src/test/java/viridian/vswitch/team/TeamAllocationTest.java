package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** Frames through a team make no objects. Some round must be free of any; the compiler at work may spoil the first ones. */
class TeamAllocationTest {

    private static final int FRAMES = 20_000;
    private static final int ROUNDS = 15;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team:a+b",
                "team:a+b,balance=l2",
                "team:a+b,balance=l4",
                "team:a+b,mode=active-standby",
                "team:a+b,mode=lacp"
            })
    void whateverTheMode(String settings) {
        SilentNic first = new SilentNic(MacAddress.of(0x0200_0000_0001L));
        SilentNic second = new SilentNic(MacAddress.of(0x0200_0000_0002L));
        List<TeamMember> members = List.of(TeamMember.of("a", first), TeamMember.of("b", second));
        TeamNic team = new TeamNic("t", TeamSettings.parse(settings), members, event -> {}, 0);
        team.start(first);
        assertNothingAllocated(
                team, FrameBuilder.broadcast(TeamBench.station(1)).build());
        for (int port = 1; port < 4; port++) {
            assertNothingAllocated(team, AddressHashTest.udp(2, port, 0).build());
        }
        for (SilentNic member : List.of(first, second)) {
            assertNothingAllocated(
                    member.receiver(), FrameBuilder.broadcast(TeamBench.OUTSIDE).build());
            assertNothingAllocated(
                    member.receiver(),
                    FrameBuilder.frame(TeamBench.OUTSIDE, TeamBench.station(1)).build());
        }
    }

    private void assertNothingAllocated(FrameSink to, Frame frame) {
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

    private static final class SilentNic implements Nic {

        private final MacAddress address;
        private @Nullable FrameSink receiver;

        SilentNic(MacAddress address) {
            this.address = address;
        }

        FrameSink receiver() {
            FrameSink started = receiver;
            if (started == null) throw new IllegalStateException("nobody started this adapter");
            return started;
        }

        @Override
        public MacAddress address() {
            return address;
        }

        @Override
        public int maxFrame() {
            return 1514;
        }

        @Override
        public void start(FrameSink receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean accept(Frame frame) {
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
