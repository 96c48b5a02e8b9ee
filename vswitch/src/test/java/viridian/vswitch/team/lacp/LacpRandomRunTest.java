package viridian.vswitch.team.lacp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** Long runs from a seed: whatever is lost, whatever comes, the two sides agree in the end. */
class LacpRandomRunTest {

    private static final int RUNS = 20;
    private static final int HOSTILE_FRAMES = 20_000;

    @Test
    void whateverIsLostBothSidesAgreeWhenTheLossEnds() {
        for (long seed = 1; seed <= RUNS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int links = 1 + random.nextInt(4);
            LacpBench bench = new LacpBench(
                    settings(LacpBench.LEFT, random),
                    settings(LacpBench.RIGHT, random).withActive(true),
                    links,
                    seed);
            for (int i = 0; i < 100; i++) {
                bench.loses(random.nextInt(90));
                if (random.nextInt(3) == 0) bench.link(random.nextInt(links), random.nextBoolean());
                bench.seconds(random.nextInt(20) / 10.0);
            }
            bench.loses(0);
            bench.seconds(100); // a slow partner is heard after 30 s, and forgotten after 90
            assertEquals(upLinks(bench), bench.carrying(), "seed " + seed);
        }
    }

    private static LacpSettings settings(MacAddress system, SplittableRandom random) {
        return LacpSettings.of(system)
                .withActive(random.nextBoolean())
                .withFast(random.nextBoolean())
                .withSystemPriority(random.nextInt(3));
    }

    private static List<Integer> upLinks(LacpBench bench) {
        List<Integer> links = new ArrayList<>();
        boolean[] up = bench.up();
        for (int link = 0; link < up.length; link++) {
            if (up[link]) links.add(link);
        }
        return links;
    }

    @Test
    void hostileFramesOfEveryLengthAreCountedAndSurvived() {
        long seed = 20_261_121;
        SplittableRandom random = new SplittableRandom(seed);
        LacpBench bench = LacpBench.of(2);
        bench.seconds(3);
        long before = frames(bench.left.report(0));
        for (int i = 0; i < HOSTILE_FRAMES; i++) {
            bench.left.arrive(0, hostile(random), bench.now);
            if (i % 1_000 == 0) bench.step();
        }
        long counted = frames(bench.left.report(0)) - before;
        assertTrue(
                counted >= HOSTILE_FRAMES / 2, "seed " + seed + ": " + counted); // answers to markers are not counted
        assertTrue(bench.left.distributes(1), "the other link does not care");
        bench.seconds(100);
        assertEquals(List.of(0, 1), bench.carrying(), "seed " + seed);
    }

    private static long frames(LacpReport report) {
        return report.received() + report.malformed() + report.unknown() + report.markers();
    }

    /** A PDU with some bytes changed and an end torn off, or anything at all. */
    private static Frame hostile(SplittableRandom random) {
        LacpEnd end = new LacpEnd(1, LacpBench.RIGHT, 1, 1, 1, new LacpState(random.nextInt(256)));
        Frame honest = random.nextBoolean()
                ? new LacpPdu(end, end, 0).frame(LacpBench.RIGHT)
                : new MarkerPdu(random.nextBoolean(), 1, LacpBench.RIGHT, 1).frame(LacpBench.RIGHT);
        byte[] bytes = new byte[Frame.HEADER_BYTES + random.nextInt(131)];
        random.nextBytes(bytes);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (random.nextInt(4) > 0) {
            MemorySegment.copy(honest.memory(), 0, memory, 0, Math.min(bytes.length, honest.length()));
            for (int i = random.nextInt(4); i > 0; i--) {
                memory.set(ValueLayout.JAVA_BYTE, random.nextInt(bytes.length), (byte) random.nextInt());
            }
        }
        return Frame.of(bytes);
    }
}
