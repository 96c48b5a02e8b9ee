package viridian.emulated.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.PciDevice;

/**
 * A device that is in another process, on a bus of ours: each access becomes a question to its {@link ProxyServer}, and the
 * guest's processor waits for the answer. It is the part QEMU's {@code x-pci-proxy-dev} has for its guests.
 *
 * <p>A device whose process has gone answers all ones in configuration space, as an empty slot, and 0 in its windows: all ones
 * in a status register are causes without end, and a driver would look after them for ever.
 */
public final class ProxiedDevice implements PciDevice, AutoCloseable {

    private static final long ALL_ONES = -1;
    private static final int IO_FLAGS = 0x3;
    private static final int MEMORY_FLAGS = 0xF;

    private final SocketChannel server;
    private final int input;
    private final ByteBuffer out = buffer();
    private final ByteBuffer in = buffer();
    private final boolean[] inMemory = new boolean[ConfigurationSpace.BARS];
    private final long[] base = new long[ConfigurationSpace.BARS];
    private int interruptLine;
    private volatile boolean gone;
    private long questions;
    private volatile long waitsFor;

    private ProxiedDevice(SocketChannel server, int input) {
        this.server = server;
        this.input = input;
    }

    /**
     * Connects to a device.
     *
     * @param socket where its server listens
     * @param memoryBytes of the guest; all of it is in the file both have, from its beginning
     * @param input of the interrupt controller, as the device's process is told: what firmware writes is ours alone
     */
    static ProxiedDevice connect(Path socket, long memoryBytes, int input) throws IOException {
        SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.connect(UnixDomainSocketAddress.of(socket));
            ProxiedDevice device = new ProxiedDevice(server, input);
            device.say(new ProxyMessage.SyncMemory(List.of(new MemoryRange(0, memoryBytes, 0))));
            return device;
        } catch (IOException | RuntimeException refused) {
            server.close();
            throw refused;
        }
    }

    private static ByteBuffer buffer() {
        int room = ProxyMessage.HEADER_BYTES + ProxyMessage.LONGEST_BODY;
        return ByteBuffer.allocateDirect(room).order(ByteOrder.nativeOrder());
    }

    /** Whether the device's process has gone. */
    public boolean isGone() {
        return gone;
    }

    /** The number of the question whose answer is waited for now, counted from 1; 0 if none is. */
    long waitsFor() {
        return waitsFor;
    }

    /** {@inheritDoc} The interrupt line register is ours, and the pin is as of a board's first function: the bus adds its place. */
    @Override
    public synchronized int configRead(int offset, int size) {
        int value = (int) ask(new ProxyMessage.ConfigRead(offset, size), ALL_ONES);
        if (gone) return value;
        int line = lane(value, offset, size, ConfigurationSpace.INTERRUPT_LINE, interruptLine);
        return lane(line, offset, size, ConfigurationSpace.INTERRUPT_PIN, 1);
    }

    @Override
    public synchronized void configWrite(int offset, int size, int value) {
        int told = value;
        if (covers(offset, size, ConfigurationSpace.INTERRUPT_LINE)) {
            interruptLine = (value >>> (8 * (ConfigurationSpace.INTERRUPT_LINE - offset))) & 0xFF;
            told = lane(value, offset, size, ConfigurationSpace.INTERRUPT_LINE, input);
        }
        ask(new ProxyMessage.ConfigWrite(offset, told, size), 0);
        for (int bar = 0; bar < ConfigurationSpace.BARS; bar++) {
            int at = ConfigurationSpace.BAR_0 + 4 * bar;
            if (offset < at + 4 && at < offset + size) learn(bar, at);
        }
    }

    /** A byte of configuration space put into a value that was read or is written there. */
    private static int lane(int value, int offset, int size, int at, int content) {
        if (!covers(offset, size, at)) return value;
        int shift = 8 * (at - offset);
        return (value & ~(0xFF << shift)) | (content << shift);
    }

    private static boolean covers(int offset, int size, int at) {
        return offset <= at && at < offset + size;
    }

    /** Where a window is now: the protocol has absolute addresses. */
    private void learn(int bar, int at) {
        int placed = (int) ask(new ProxyMessage.ConfigRead(at, 4), 0);
        inMemory[bar] = (placed & ConfigurationSpace.BAR_IO) == 0;
        base[bar] = placed & ~(inMemory[bar] ? MEMORY_FLAGS : IO_FLAGS) & 0xFFFF_FFFFL;
    }

    /** {@inheritDoc} The expansion ROM stays with the device: nobody places it here. */
    @Override
    public synchronized int ioRead(int bar, int offset, int size) {
        if (bar == EXPANSION_ROM) return (int) ALL_ONES;
        return (int) ask(new ProxyMessage.BarRead(base[bar] + offset, size, inMemory[bar]), 0);
    }

    @Override
    public synchronized void ioWrite(int bar, int offset, int size, int value) {
        if (bar == EXPANSION_ROM) return;
        ask(new ProxyMessage.BarWrite(base[bar] + offset, value & 0xFFFF_FFFFL, size, inMemory[bar]), 0);
    }

    @Override
    public synchronized void reset() {
        interruptLine = 0;
        ask(new ProxyMessage.DeviceReset(), 0);
        for (int bar = 0; bar < ConfigurationSpace.BARS; bar++) learn(bar, ConfigurationSpace.BAR_0 + 4 * bar);
    }

    private long ask(ProxyMessage question, long whenGone) {
        if (gone) return whenGone;
        waitsFor = ++questions;
        try {
            say(question);
            return answer();
        } catch (IOException lost) {
            gone = true;
            return whenGone;
        } finally {
            waitsFor = 0;
        }
    }

    private void say(ProxyMessage message) throws IOException {
        message.write(out.clear());
        out.flip();
        while (out.hasRemaining()) server.write(out);
    }

    private long answer() throws IOException {
        in.clear();
        while (true) {
            if (server.read(in) < 0) throw new IOException("the device's process hung up");
            ProxyMessage message = ProxyMessage.read(in.flip());
            if (message instanceof ProxyMessage.Returned(long value)) return value;
            if (message != null) throw new ProtocolException("a device's process asks nothing");
            in.compact();
        }
    }

    /** Hangs up; a processor that waits for an answer goes on. */
    @Override
    public void close() throws IOException {
        gone = true;
        server.close();
    }
}
