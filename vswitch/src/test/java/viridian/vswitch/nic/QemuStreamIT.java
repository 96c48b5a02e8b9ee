package viridian.vswitch.nic;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.testing.NeedsTool;

/** QEMU without a machine: a hub of its own between a stream netdev that listens and one that connects. */
@NeedsTool("qemu-system-x86_64")
class QemuStreamIT {

    @TempDir
    private Path directory;

    private final HeardFrames left = new HeardFrames();
    private final HeardFrames right = new HeardFrames();
    private @Nullable Process qemu;

    @AfterEach
    void end() throws InterruptedException {
        if (qemu != null) qemu.destroyForcibly().waitFor();
    }

    @Test
    void whatGoesIntoQemuOnOneSideComesOutOnTheOther() throws IOException {
        try (SocketNic connecting = SocketNic.connect(address("left"));
                SocketNic listening = SocketNic.listen(address("right"))) {
            connecting.start(left);
            listening.start(right);
            qemu = startQemu();
            await().until(() -> connecting.isUp() && listening.isUp());
            long seed = System.nanoTime();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 30; i++) {
                Frame frame = randomFrame(random);
                throughQemu(frame, connecting, right, seed);
                throughQemu(frame, listening, left, seed);
            }
        }
    }

    @Test
    void aQemuThatIsStartedAgainIsMetAgain() throws IOException, InterruptedException {
        try (SocketNic connecting = SocketNic.connect(address("left"));
                SocketNic listening = SocketNic.listen(address("right"))) {
            connecting.start(left);
            listening.start(right);
            for (int life = 1; life <= 2; life++) {
                qemu = startQemu();
                await().until(() -> connecting.isUp() && listening.isUp());
                says(connecting, Frame.of(new byte[100]));
                int frames = life;
                await().until(() -> right.frames().size() == frames);
                end();
                await().until(() -> !connecting.isUp() && !listening.isUp());
            }
        }
    }

    private static void throughQemu(Frame frame, SocketNic from, HeardFrames to, long seed) {
        int before = to.frames().size();
        says(from, frame);
        await().pollInterval(Duration.ofMillis(2)).until(() -> to.frames().size() == before + 1);
        Frame arrived = to.frames().get(before);
        assertArrayEquals(bytes(frame), bytes(arrived), "seed " + seed);
        assertEquals(frame.tag(), arrived.tag(), "seed " + seed);
    }

    private static void says(SocketNic nic, Frame frame) {
        assertTrue(nic.accept(frame));
        nic.flush();
    }

    private static Frame randomFrame(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(60, random.nextBoolean() ? 1_515 : 65_000)];
        random.nextBytes(bytes);
        bytes[12] = 0x08;
        Frame frame = Frame.of(bytes);
        if (random.nextBoolean()) frame.retag(random.nextInt(0x1_0000));
        return frame;
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    private Process startQemu() throws IOException {
        return new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("qemu.log").toFile())
                .start();
    }

    private List<String> command() {
        return List.of(("qemu-system-x86_64 -machine none -nodefaults -display none -monitor none -serial none"
                        + " -netdev stream,id=l,server=on,addr.type=unix,addr.path=%s"
                        + " -netdev stream,id=r,server=off,addr.type=unix,addr.path=%s"
                        + " -netdev hubport,id=hl,hubid=0,netdev=l -netdev hubport,id=hr,hubid=0,netdev=r")
                .formatted(path("left"), path("right"))
                .split(" "));
    }

    private Path path(String name) {
        return directory.resolve(name + ".sock");
    }

    private UnixDomainSocketAddress address(String name) {
        return UnixDomainSocketAddress.of(path(name));
    }
}
