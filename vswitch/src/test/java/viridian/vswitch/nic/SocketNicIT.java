package viridian.vswitch.nic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.frame.Frame;

class SocketNicIT {

    private static final Frame SHORT = Frame.of(new byte[60]);

    @TempDir
    private Path directory;

    private Path file;
    private UnixDomainSocketAddress address;
    private final HeardFrames here = new HeardFrames();
    private final HeardFrames there = new HeardFrames();

    @BeforeEach
    void name() {
        file = directory.resolve("switch.sock");
        address = UnixDomainSocketAddress.of(file);
    }

    /** Nothing of an adapter that was closed runs on. */
    @AfterEach
    void noThreadIsLeft() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("socket ")));
    }

    @Test
    void framesGoBothWaysAndTheFileGoesWithTheAdapter() throws IOException {
        try (SocketNic listening = SocketNic.listen(address);
                SocketNic connecting = SocketNic.connect(address)) {
            listening.start(here);
            assertFalse(listening.isUp());
            assertFalse(listening.accept(SHORT), "nobody is there");
            connecting.start(there);
            await().until(() -> listening.isUp() && connecting.isUp());
            says(connecting, 1514);
            says(listening, Frame.LARGEST_SEND);
            await().until(() -> here.frames().size() == 1 && there.frames().size() == 1);
            assertEquals(1514, here.frames().getFirst().length());
            assertEquals(Frame.LARGEST_SEND, there.frames().getFirst().length());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void theyMeetByTcpAsWell() throws IOException {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (SocketNic listening = SocketNic.listen(anyPort);
                SocketNic connecting = SocketNic.connect(bound(listening))) {
            listening.start(here);
            connecting.start(there);
            await().until(connecting::isUp);
            says(connecting, 60);
            await().until(() -> here.frames().size() == 1);
        }
    }

    @Test
    void whoConnectsAwaitsAListenerAndAgainTheNextOne() throws IOException {
        try (SocketNic connecting = SocketNic.connect(address)) {
            connecting.start(there);
            await().until(() -> connecting.failure() != null);
            assertTrue(String.valueOf(connecting.failure()).startsWith("nobody is met there: "));
            for (int life = 1; life <= 3; life++) {
                try (SocketNic listening = SocketNic.listen(address)) {
                    listening.start(here);
                    await().until(() -> connecting.isUp() && listening.isUp());
                    says(listening, 60);
                    int frames = life;
                    await().until(() -> there.frames().size() == frames);
                }
                await().until(() -> !connecting.isUp());
            }
        }
    }

    @Test
    void thereIsOnePeerAndTheNextWaitsUntilItHasGone() throws IOException {
        try (SocketNic listening = SocketNic.listen(address);
                SocketChannel second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.start(here);
            try (SocketChannel first = SocketChannel.open(address)) {
                second.connect(address);
                second.write(wire(100));
                first.write(wire(60));
                await().until(() -> here.frames().size() == 1);
                assertEquals(60, here.frames().getFirst().length());
            }
            await().until(() -> here.frames().size() == 2);
            assertEquals(100, here.frames().get(1).length());
        }
    }

    @Test
    void whoDoesNotReadIsRefusedFramesUntilHeReads() throws IOException {
        try (SocketNic listening = SocketNic.listen(address);
                SocketChannel stalled = SocketChannel.open(address)) {
            listening.start(here);
            await().until(listening::isUp);
            await().until(() -> sentUntilRefused(listening) == 0);
            ByteBuffer read = ByteBuffer.allocate(1 << 16);
            await().until(() -> {
                stalled.read(read.clear());
                return sendsOne(listening);
            });
            stalled.write(wire(60));
            await("still heard").until(() -> here.frames().size() == 1);
        }
    }

    @Test
    void whoSendsNonsenseIsCutOffAndTheNextOneServed() throws IOException {
        try (SocketNic listening = SocketNic.listen(address);
                SocketChannel hostile = SocketChannel.open(address)) {
            listening.start(here);
            hostile.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII)));
            await().until(() -> listening.failure() != null);
            assertEquals(
                    "the peer announced a frame of 1195725856 bytes, and the longest has 69632", listening.failure());
            try (SocketChannel next = SocketChannel.open(address)) {
                next.write(wire(60));
                await().until(() -> here.frames().size() == 1);
            }
        }
    }

    @Test
    void theFileOfADeadProcessIsTakenOverAndThatOfALivingOneIsNot() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(address);
        }
        assertTrue(Files.exists(file), "the JDK leaves it");
        try (SocketNic living = SocketNic.listen(address)) {
            assertEquals(file.toString(), living.place());
            IOException refused = assertThrows(IOException.class, () -> SocketNic.listen(address));
            assertEquals("somebody listens at " + file + " already", refused.getMessage());
        }
        Files.writeString(file, "kept");
        IOException refused = assertThrows(IOException.class, () -> SocketNic.listen(address));
        assertEquals(file + " is there already, and is no socket", refused.getMessage());
        assertEquals("kept", Files.readString(file));
    }

    private static int sentUntilRefused(SocketNic nic) {
        int sent = 0;
        while (sendsOne(nic)) sent++;
        return sent;
    }

    private static boolean sendsOne(SocketNic nic) {
        boolean taken = nic.accept(SHORT);
        nic.flush();
        return taken;
    }

    private static void says(SocketNic nic, int length) {
        assertTrue(nic.accept(Frame.of(new byte[length])));
        nic.flush();
    }

    private static ByteBuffer wire(int length) {
        return ByteBuffer.allocate(4 + length).putInt(0, length);
    }

    private static InetSocketAddress bound(SocketNic listening) {
        String place = listening.place();
        int port = Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
