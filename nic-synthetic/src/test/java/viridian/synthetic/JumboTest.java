package viridian.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.Station;

/** Frames of up to 9014 bytes go where the adapter was made for them and the guest asks for them, and only there. */
class JumboTest {

    private static final NetVscSettings JUMBO =
            NetVscSettings.SMALL.withOffloads(false).withMaxFrame(NetVsp.JUMBO_FRAME);

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void aJumboFrameArrivesUnchangedBothWays() {
        Bench.Guest alice = bench.running(jumbo(1), JUMBO);
        assertEquals(9014, alice.driver().maxFrame());
        Station inside = new Station(alice.driver());
        Station outside = new Station(alice.host());
        bench.settle();
        Frame there = random(9014, 1);
        assertTrue(inside.says(there));
        bench.settle();
        assertEquals(-1, there.bytes().mismatch(outside.heard().getFirst().bytes()));
        Frame back = FrameBuilder.frame(Bench.address(9), alice.driver().address())
                .payload(random(9000, 2).bytes().toArray(ValueLayout.JAVA_BYTE))
                .build();
        assertTrue(outside.says(back));
        bench.settle();
        assertEquals(-1, back.bytes().mismatch(inside.heard().getFirst().bytes()));
    }

    @Test
    void framesOfAllLengthsStayInOrder() {
        Bench.Guest alice = bench.running(jumbo(1), JUMBO);
        Station outside = new Station(alice.host());
        int[] lengths = {60, 9014, 61, 1514, 6076, 6077, 6100, 6144, 6200, 60};
        for (int i = 0; i < lengths.length; i++) assertTrue(alice.driver().accept(random(lengths[i], i)));
        alice.driver().flush();
        bench.settle();
        assertEquals(lengths.length, outside.heard().size());
        for (int i = 0; i < lengths.length; i++) {
            assertEquals(
                    -1,
                    random(lengths[i], i)
                            .bytes()
                            .mismatch(outside.heard().get(i).bytes()));
        }
    }

    @Test
    void onAnAdapterWithoutJumboFramesAGuestIsToldSo() {
        Bench.Guest alice = bench.running(new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME), JUMBO);
        assertEquals(1514, alice.driver().maxFrame());
        assertFalse(alice.driver().accept(random(1515, 1)));
        assertTrue(alice.driver().accept(random(1514, 1)));
    }

    @Test
    void aGuestThatDoesNotAskGetsNone() {
        Bench.Guest alice = bench.running(jumbo(1), NetVscSettings.SMALL);
        new Station(alice.driver());
        bench.settle();
        Frame frame = FrameBuilder.frame(Bench.address(9), Bench.address(1))
                .length(1515)
                .build();
        assertFalse(alice.host().accept(frame));
        assertEquals(1, alice.host().counters().droppedSending());
    }

    @Test
    void theFirstVersionHasNone() {
        Bench.Guest alice = bench.running(jumbo(1), JUMBO.withNewest(NvspVersion.V1));
        assertEquals(1514, alice.driver().maxFrame());
    }

    @Test
    void moreLargeFramesThanThereAreSlotsForAreLost() {
        Bench.Guest alice = bench.running(jumbo(1), JUMBO);
        Station outside = new Station(alice.host());
        int taken = 0;
        while (alice.driver().accept(random(9014, taken))) taken++;
        assertEquals(NetVscSettings.SMALL.largeBytes() / (3 * 4096), taken);
        alice.driver().flush();
        bench.settle();
        assertEquals(taken, outside.heard().size());
        assertTrue(alice.driver().accept(random(9014, 0)));
    }

    @Test
    void noAdapterCarriesMoreThanItsProtocolCan() {
        assertThrows(IllegalArgumentException.class, () -> new NetVsp(Bench.address(1), 9217));
        assertThrows(IllegalArgumentException.class, () -> new NetVsp(Bench.address(1), 1513));
    }

    private static NetVsp jumbo(int number) {
        return new NetVsp(Bench.address(number), NetVsp.JUMBO_FRAME);
    }

    private static Frame random(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        bytes[12] = bytes[13] = 0x55;
        return Frame.of(bytes);
    }
}
