package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static viridian.vswitch.Workbench.frame;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import viridian.vswitch.nic.RecordingNic;

/** What threads that carry frames have in common, and what each has for itself. */
@Timeout(20)
class LaneTest {

    private final Workbench bench = new Workbench();
    private final RecordingNic alice = bench.guest("alice", 1);
    private final RecordingNic bob = bench.guest("bob", 2);

    @Test
    void aThreadFlushesOnlyWhatItHasBroughtItself() throws InterruptedException {
        alice.saysMore(frame(alice.address(), bob.address()));
        onAnotherThread(bench.port("alice")::flush);
        assertEquals(0, bob.flushes());
        bench.port("alice").flush();
        assertEquals(1, bob.flushes());
    }

    @Test
    void whatAnEndedThreadLeftUnflushedIsNotItsHeirs() throws InterruptedException {
        onAnotherThread(() -> alice.saysMore(frame(alice.address(), bob.address())));
        onAnotherThread(bench.port("alice")::flush);
        assertEquals(0, bob.flushes());
        assertEquals(1, bob.heard().size());
    }

    @Test
    void anHeirsBurstHasATimeOfItsOwn() throws InterruptedException {
        RecordingNic wire = bench.network("wire");
        onAnotherThread(() -> wire.saysMore(frame(Workbench.STRANGER, alice.address())));
        bench.now = 299 * Workbench.SECOND;
        onAnotherThread(() -> wire.saysMore(frame(Workbench.STRANGER, alice.address())));
        bench.now = 400 * Workbench.SECOND;
        assertSame(bench.port("wire"), bench.vswitch.macs().lookup(0, Workbench.STRANGER.bits()));
    }

    @Test
    void framesOfSeveralThreadsAreCountedTogether() throws InterruptedException {
        for (int i = 0; i < 3; i++) onAnotherThread(() -> alice.says(frame(alice.address(), bob.address())));
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(4, bench.port("alice").counters().received().frames());
        assertEquals(4, bench.port("bob").counters().sent().frames());
    }

    @Test
    void aChangeWaitsForTheFrameThatIsJustBeingHandedOver() throws InterruptedException {
        CountDownLatch handing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CopyingNic slow = new CopyingNic(Workbench.address(9));
        slow.beforeCopying(() -> {
            handing.countDown();
            await(release);
        });
        bench.vswitch.plug(PortSettings.guest("slow"), slow);
        Thread carrying = new Thread(() -> alice.says(frame(alice.address(), slow.address())));
        carrying.start();
        await(handing);

        Thread unplugging = new Thread(bench.port("slow")::unplug);
        unplugging.start();
        while (unplugging.getState() != Thread.State.TIMED_WAITING) {
            assertFalse(unplugging.getState() == Thread.State.TERMINATED, "unplug has not waited");
            Thread.onSpinWait();
        }
        release.countDown();
        unplugging.join();
        carrying.join();
        assertEquals(
                1,
                bench.vswitch.ports().stream()
                        .filter(port -> port.name().equals("bob"))
                        .count());
    }

    @Test
    void aHookMayChangeSettingsWhileItsOwnFrameIsCarried() {
        bench.vswitch.extend(new Everywhere("closing", SwitchExtension.Kind.FILTER, new PortHook() {
            @Override
            public Verdict ingress(viridian.vswitch.frame.Frame frame, Passage passage) {
                bench.port("bob").state(PortState.DISABLED);
                return Verdict.PASS;
            }
        }));
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(1, bob.heard().size());
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(1, bob.heard().size());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private static void onAnotherThread(Runnable work) throws InterruptedException {
        Thread thread = new Thread(work);
        thread.start();
        thread.join();
    }
}
