package viridian.tools.bench.adapters;

import java.util.function.BiFunction;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.frame.Unfinished;

/** Builds what a case measures. */
final class Roads {

    private static final int IPV4 = 0x0800;
    private static final int TCP_AT = 34;
    private static final int HEADER_BYTES = TCP_AT + 20;

    /** Frames under way between two legacy adapters, at most: their rings have this many descriptors. */
    private static final int LEGACY_FRAMES = 128;

    /** Frames under way between two synthetic adapters, at most. */
    private static final int SYNTHETIC_FRAMES = 384;

    private Roads() {}

    static Road of(AdapterCase what) {
        return switch (what.path()) {
            case RING -> new RingRoad(what.frameBytes());
            case LEGACY -> legacy(LegacyGuest::build, what.frameBytes());
            case WORKER -> legacy(WorkerGuest::build, what.frameBytes());
            case SYNTHETIC -> synthetic(what.frameBytes());
            case SYNTHETIC_LARGE_SEND -> largeSends(what.frameBytes(), NetVsp.PLAIN_FRAME);
            case SYNTHETIC_LARGE_SEND_JUMBO -> largeSends(what.frameBytes(), NetVsp.JUMBO_FRAME);
        };
    }

    private static Road legacy(GuestRoad.Builder builder, int frameBytes) {
        return new GuestRoad(builder, plain(frameBytes), 0, (long) LEGACY_FRAMES * frameBytes);
    }

    private static Road synthetic(int frameBytes) {
        int maxFrame = Math.max(frameBytes, NetVsp.PLAIN_FRAME);
        long window = Math.min((long) SYNTHETIC_FRAMES * frameBytes, SyntheticGuest.RECEIVE_BYTES / 2);
        return new GuestRoad(
                (hypervisor, vswitch, name, address) ->
                        SyntheticGuest.build(hypervisor, vswitch, name, address, maxFrame),
                plain(frameBytes),
                0,
                window);
    }

    private static Road largeSends(int frameBytes, int maxFrame) {
        return new GuestRoad(
                (hypervisor, vswitch, name, address) ->
                        SyntheticGuest.build(hypervisor, vswitch, name, address, maxFrame),
                (from, to) -> largeSend(from, to, frameBytes, maxFrame - HEADER_BYTES),
                HEADER_BYTES,
                SyntheticGuest.RECEIVE_BYTES / 8);
    }

    private static BiFunction<MacAddress, MacAddress, Frame> plain(int frameBytes) {
        return (from, to) -> FrameBuilder.frame(from, to).length(frameBytes).build();
    }

    /** TCP over IPv4 with as much payload as a large send has room for; lengths and checksums are left to the adapter. */
    private static Frame largeSend(MacAddress from, MacAddress to, int frameBytes, int segmentBytes) {
        Frame frame = FrameBuilder.frame(from, to).type(IPV4).length(frameBytes).build();
        BigEndian.putU8(frame.memory(), Frame.HEADER_BYTES, 0x45);
        BigEndian.putU8(frame.memory(), Frame.HEADER_BYTES + 8, 64);
        BigEndian.putU8(frame.memory(), Frame.HEADER_BYTES + 9, 6);
        BigEndian.putU32(frame.memory(), Frame.HEADER_BYTES + 12, 0x0A00_0001);
        BigEndian.putU32(frame.memory(), Frame.HEADER_BYTES + 16, 0x0A00_0002);
        BigEndian.putU8(frame.memory(), TCP_AT + 12, 0x50);
        BigEndian.putU8(frame.memory(), TCP_AT + 13, 0x10);
        long work = Unfinished.largeSend(segmentBytes, TCP_AT, false);
        return new Frame().lend(frame.memory(), 0, frame.length(), Frame.UNTAGGED, work);
    }
}
