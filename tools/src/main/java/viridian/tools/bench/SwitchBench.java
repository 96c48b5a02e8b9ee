package viridian.tools.bench;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * The switch alone, Nic to Nic on one thread: guest A's frames for guest B pass every rule of the switch and are copied
 * once into B's memory.
 */
public final class SwitchBench {

    /** Without tag and check sequence: the shortest frame, the longest ordinary one, the longest jumbo one. */
    public static final List<Integer> FRAME_BYTES = List.of(60, 1514, 9014);

    private static final int BURST = 64;
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 300_000_000L;
    private static final MacAddress ALICE = MacAddress.of(0x00155D000001L);
    private static final MacAddress BOB = MacAddress.of(0x00155D000002L);

    private final CopyingNic bob;
    private final Port from;
    private final Frame frame;

    private SwitchBench(int frameBytes) {
        VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("bench"), System::nanoTime);
        this.bob = new CopyingNic(BOB, frameBytes);
        this.from =
                vswitch.plug(PortSettings.guest("alice").withMaxFrame(frameBytes), new CopyingNic(ALICE, frameBytes));
        vswitch.plug(PortSettings.guest("bob").withMaxFrame(frameBytes), bob);
        this.frame = new Frame().lend(Arena.ofAuto().allocate(frameBytes), 0, frameBytes, Frame.UNTAGGED);
        BigEndian.putU48(frame.memory(), 0, BOB.bits());
        BigEndian.putU48(frame.memory(), 6, ALICE.bits());
        BigEndian.putU16(frame.memory(), 12, 0x88B5); // local experimental EtherType, IEEE 802
    }

    /**
     * What one core does with frames of one length.
     *
     * @param frameBytes length of each frame
     * @param nanosPerFrame median of several rounds after a warm-up
     * @param spread the slowest round's time over the fastest one's
     */
    public record Result(int frameBytes, double nanosPerFrame, double spread) {

        public double framesPerSecond() {
            return 1e9 / nanosPerFrame;
        }
    }

    /** Measures frames of one length for about three seconds. */
    public static Result measure(int frameBytes) {
        SwitchBench bench = new SwitchBench(frameBytes);
        bench.round();
        bench.round();
        double[] rounds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) rounds[i] = bench.round();
        Arrays.sort(rounds);
        return new Result(frameBytes, rounds[ROUNDS / 2], rounds[ROUNDS - 1] / rounds[0]);
    }

    private double round() {
        long before = bob.delivered();
        long start = System.nanoTime();
        long now = start;
        while (now - start < ROUND_NANOS) {
            for (int i = 0; i < BURST; i++) from.accept(frame);
            from.flush();
            now = System.nanoTime();
        }
        return (double) (now - start) / (bob.delivered() - before);
    }
}
