package viridian.vswitch.nic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

class CableTest {

    private static final MacAddress LEFT = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress RIGHT = MacAddress.parse("00-15-5D-00-00-02");

    private final Queue<Runnable> work = new ArrayDeque<>();
    private final Cable cable = new Cable(LEFT, RIGHT, 1514, work::add);

    @Test
    void whatGoesIntoOneEndComesOutOfTheOtherWithItsTag() {
        Station left = new Station(cable.left());
        Station right = new Station(cable.right());
        Frame frame = FrameBuilder.frame(LEFT, RIGHT)
                .vlan(7)
                .payload((byte) 1, (byte) 2)
                .build();

        assertTrue(left.says(frame));
        finish();

        assertEquals(1, right.heard().size());
        assertEquals(7, right.heard().getFirst().tag());
        assertArrayEquals(
                frame.bytes().toArray(ValueLayout.JAVA_BYTE),
                right.heard().getFirst().bytes().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(List.of(), left.heard());
    }

    @Test
    void oneRunOfTheCarrierServesAWholeBurst() {
        Station right = new Station(cable.right());
        for (int i = 0; i < 10; i++)
            cable.left().accept(FrameBuilder.frame(LEFT, RIGHT).build());
        cable.left().flush();
        cable.left().flush();

        assertEquals(1, work.size());
        finish();
        assertEquals(10, right.heard().size());
    }

    @Test
    void framesWaitUntilSomeoneListens() {
        cable.left().accept(FrameBuilder.frame(LEFT, RIGHT).build());
        cable.left().flush();
        Station right = new Station(cable.right());
        finish();
        assertEquals(1, right.heard().size());
    }

    @Test
    void aFullCableRefusesAndRecovers() {
        Station right = new Station(cable.right());
        Frame frame = FrameBuilder.frame(LEFT, RIGHT).build();
        int taken = 0;
        while (cable.left().accept(frame)) taken++;
        cable.left().flush();
        finish();

        assertEquals(taken, right.heard().size());
        assertTrue(cable.left().accept(frame));
    }

    @Test
    void aFrameLongerThanTheCableCarriesIsRefused() {
        assertTrue(
                cable.left().accept(FrameBuilder.frame(LEFT, RIGHT).length(1514).build()));
        assertFalse(
                cable.left().accept(FrameBuilder.frame(LEFT, RIGHT).length(1515).build()));
    }

    @Test
    void nothingCrossesACutCable() {
        Station right = new Station(cable.right());
        cable.left().accept(FrameBuilder.frame(LEFT, RIGHT).build());
        cable.left().flush();
        cable.right().close();
        finish();

        assertEquals(List.of(), right.heard());
        assertFalse(cable.left().accept(FrameBuilder.frame(LEFT, RIGHT).build()));
    }

    @Test
    void aCableWhoseCarrierHasEndedIsCut() {
        Cable orphan = new Cable(LEFT, RIGHT, 1514, task -> {
            throw new RejectedExecutionException("shut down");
        });
        Station left = new Station(orphan.left());
        Station right = new Station(orphan.right());
        left.saysTo(right.address());
        assertFalse(left.saysTo(right.address()));
    }

    @Test
    void anAnswerGivenWhileReceivingCrossesBackOnTheCallersOwnThread() {
        Cable direct = new Cable(LEFT, RIGHT, 1514, Runnable::run);
        Station left = new Station(direct.left());
        Nic right = direct.right();
        right.start(new Echo(right));

        left.says(FrameBuilder.frame(LEFT, RIGHT).build());
        assertEquals(1, left.heard().size());
    }

    private void finish() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) next.run();
    }

    private record Echo(Nic nic) implements FrameSink {
        @Override
        public boolean accept(Frame frame) {
            return nic.accept(frame);
        }

        @Override
        public void flush() {
            nic.flush();
        }
    }
}
