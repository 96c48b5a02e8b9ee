package viridian.emulated.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.PciDevice;

class ProxyServerTest {

    private static final int PORTS = 0xC000;
    private static final long WINDOW = 0xFEBF_0000L;

    private final List<String> events = new ArrayList<>();
    private final GuestMemory file = new GuestMemory(0x1_0000);
    private final MachineMemory memory = new MachineMemory(file);
    private final ProxyServer server = new ProxyServer(new Device(), memory, new Line());

    @AfterEach
    void end() {
        file.close();
    }

    @Test
    void aWindowIsFoundByItsAbsoluteAddress() throws IOException {
        Peer peer = placed(
                new ProxyMessage.BarRead(PORTS + 0x28, 4, false),
                new ProxyMessage.BarWrite(WINDOW + 0x38, 0x1EBEF, 4, true),
                new ProxyMessage.BarRead(WINDOW + 0x7C, 1, true));
        server.serve(peer);
        assertEquals(List.of("settle", "read 0+28", "write 1+38=1ebef", "settle", "read 1+7c"), events.subList(0, 5));
        assertEquals(List.of(0x1122_3344L, 0L, 0x44L), peer.answers().subList(2, 5));
    }

    @Test
    void outsideItsWindowsNobodyAnswers() throws IOException {
        Peer peer = placed(
                new ProxyMessage.BarRead(PORTS + 0x80, 4, false),
                new ProxyMessage.BarRead(PORTS, 4, true),
                new ProxyMessage.BarWrite(-1, 0, 4, false));
        server.serve(peer);
        assertEquals(List.of(-1L, -1L, 0L), peer.answers().subList(2, 5));
        assertEquals(List.of("settle", "settle", "reset"), events);
    }

    @Test
    void eightBytesPassInTwoTurns() throws IOException {
        Peer peer = placed(
                new ProxyMessage.BarRead(WINDOW, 8, true), new ProxyMessage.BarWrite(WINDOW, 0x5_0000_0006L, 8, true));
        server.serve(peer);
        assertEquals(0x1122_3344_1122_3344L, peer.answers().get(2));
        assertEquals(List.of("settle", "read 1+0", "read 1+4", "write 1+0=6", "write 1+4=5", "reset"), events);
    }

    @Test
    void nothingIsWaitedForWhileQemusOwnThreadWaits() throws IOException {
        server.serve(new Peer(
                new ProxyMessage.ConfigWrite(ConfigurationSpace.INTERRUPT_LINE, 11, 1),
                new ProxyMessage.DeviceReset()));
        assertEquals(List.of("route 11", "reset", "route 0", "reset"), events);
    }

    @Test
    void configurationSpaceHasAnEnd() throws IOException {
        Peer peer = new Peer(
                new ProxyMessage.ConfigRead(0x100, 2),
                new ProxyMessage.ConfigRead(-4, 4),
                new ProxyMessage.ConfigRead(3, 2),
                new ProxyMessage.ConfigWrite(0xFE, 0, 4),
                new ProxyMessage.ConfigRead(ConfigurationSpace.VENDOR, 2));
        server.serve(peer);
        assertEquals(List.of(0xFFFFL, 0xFFFF_FFFFL, 0xFFFFL, 0L, 0x1011L), peer.answers());
    }

    @Test
    void theMachineSaysWhereItsMemoryIsAtAnyMoment() throws IOException {
        Peer peer = new Peer(
                new ProxyMessage.SetInterrupts(),
                new ProxyMessage.ConfigRead(0, 2),
                new ProxyMessage.SyncMemory(List.of(new MemoryRange(0x1000, 0x1000, 0))),
                new ProxyMessage.ConfigRead(2, 2));
        server.serve(peer);
        assertEquals(2, peer.answers().size());
        assertEquals(0, memory.i32(0x1000));
        assertThrows(GuestFault.class, () -> memory.i32(0));
    }

    @Test
    void theNextMachineFindsTheDeviceAsAfterPowerOn() throws IOException {
        server.serve(placed());
        Peer next = new Peer(new ProxyMessage.BarRead(PORTS, 4, false));
        server.serve(next);
        assertEquals(List.of(-1L), next.answers());
        assertEquals(List.of("reset", "settle", "reset"), events);
    }

    @Test
    void messagesMayComeInAnyPieces() throws IOException {
        Peer peer = placed(new ProxyMessage.BarRead(PORTS, 2, false));
        peer.pieces = 7;
        server.serve(peer);
        assertEquals(0x3344L, peer.answers().get(2));
    }

    @Test
    void whoGoesInTheMiddleOfAMessageIsNamed() {
        Peer peer = placed();
        peer.in.limit(peer.in.limit() - 1);
        assertThrows(ProtocolException.class, () -> server.serve(peer));
        assertEquals(List.of("reset"), events);
    }

    @Test
    void anAnswerNobodyAskedForEndsTheConversation() {
        assertThrows(ProtocolException.class, () -> server.serve(new Peer(new ProxyMessage.Returned(0))));
    }

    private Peer placed(ProxyMessage... then) {
        List<ProxyMessage> all = new ArrayList<>();
        all.add(new ProxyMessage.ConfigWrite(ConfigurationSpace.BAR_0, PORTS, 4));
        all.add(new ProxyMessage.ConfigWrite(ConfigurationSpace.BAR_0 + 4, (int) WINDOW, 4));
        all.addAll(List.of(then));
        return new Peer(all.toArray(ProxyMessage[]::new));
    }

    /** Two windows on 128 bytes of registers that all read the same. */
    private final class Device implements PciDevice {

        private final ConfigurationSpace configuration = new ConfigurationSpace()
                .fixed(ConfigurationSpace.VENDOR, 2, 0x1011)
                .writable(ConfigurationSpace.INTERRUPT_LINE, 1, 0xFF)
                .ioWindow(0, 128)
                .memoryWindow(1, 128);

        @Override
        public int configRead(int offset, int size) {
            return configuration.read(offset, size);
        }

        @Override
        public void configWrite(int offset, int size, int value) {
            configuration.write(offset, size, value);
        }

        @Override
        public int ioRead(int bar, int offset, int size) {
            events.add("read %d+%x".formatted(bar, offset));
            return 0x1122_3344;
        }

        @Override
        public void ioWrite(int bar, int offset, int size, int value) {
            events.add("write %d+%x=%x".formatted(bar, offset, value));
        }

        @Override
        public void reset() {
            events.add("reset");
            configuration.reset();
        }
    }

    /** Notes where it leads when that changes, and when somebody waits for it. */
    private final class Line implements RoutedLine {

        private int leads;

        @Override
        public void route(int interrupt) {
            if (leads != interrupt) events.add("route " + interrupt);
            leads = interrupt;
        }

        @Override
        public void settle() {
            events.add("settle");
        }

        @Override
        public void raise() {}

        @Override
        public void lower() {}
    }

    /** Says all it has to say, hears the answers, and goes. */
    private static final class Peer implements ByteChannel {

        private final ByteBuffer in = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        private final ByteBuffer heard = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        private int pieces = Integer.MAX_VALUE;

        Peer(ProxyMessage... messages) {
            for (ProxyMessage message : messages) message.write(in);
            in.flip();
        }

        List<Long> answers() throws ProtocolException {
            heard.flip();
            List<Long> answers = new ArrayList<>();
            while (ProxyMessage.read(heard) instanceof ProxyMessage.Returned answer) answers.add(answer.value());
            return answers;
        }

        @Override
        public int read(ByteBuffer to) {
            if (!in.hasRemaining()) return -1;
            int count = Math.min(Math.min(pieces, in.remaining()), to.remaining());
            to.put(in.slice(in.position(), count));
            in.position(in.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = from.remaining();
            heard.put(from);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
