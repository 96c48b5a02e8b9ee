package viridian.emulated.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import org.jspecify.annotations.Nullable;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.PciDevice;

/**
 * One PCI function of ours in a machine of another process: answers what QEMU's {@code x-pci-proxy-dev} asks (QEMU 7.2,
 * hw/remote/proxy.c). Any device will do, and any peer that speaks {@link ProxyMessage}.
 *
 * <p>Each access keeps one of the guest's processors waiting, for some 15 to 20 microseconds with QEMU: that is the slow
 * path of an emulated device with nothing left out.
 */
public final class ProxyServer {

    private static final long NOBODY = -1;

    private final PciDevice device;
    private final MachineMemory memory;
    private final RoutedLine line;
    private final PciWindows windows;
    private final ByteBuffer in = buffer();
    private final ByteBuffer out = buffer();

    /**
     * @param memory told where the machine has its memory
     * @param line the device's interrupt pin, told where it leads to
     */
    public ProxyServer(PciDevice device, MachineMemory memory, RoutedLine line) {
        this.device = device;
        this.memory = memory;
        this.line = line;
        this.windows = new PciWindows(device);
    }

    private static ByteBuffer buffer() {
        int room = 8 * (ProxyMessage.HEADER_BYTES + ProxyMessage.LONGEST_BODY);
        return ByteBuffer.allocateDirect(room).order(ByteOrder.nativeOrder());
    }

    /**
     * Answers a peer until it has gone, and then resets the device: whoever comes next finds it as after power-on. One peer
     * at a time.
     *
     * @param peer a blocking channel, not closed here
     * @throws IOException if the connection breaks
     * @throws ProtocolException if the peer breaks the protocol: afterwards nothing it says makes sense
     */
    public void serve(ByteChannel peer) throws IOException {
        in.clear();
        try {
            while (receive(peer)) answerAll(peer);
        } finally {
            reset();
        }
    }

    private boolean receive(ByteChannel peer) throws IOException {
        if (peer.read(in) >= 0) return true;
        if (in.position() > 0) throw new ProtocolException("the machine went away in the middle of a message");
        return false;
    }

    private void answerAll(ByteChannel peer) throws IOException {
        in.flip();
        ProxyMessage message;
        while ((message = ProxyMessage.read(in)) != null) {
            ProxyMessage.Returned answer = handle(message);
            if (answer != null) send(peer, answer);
        }
        in.compact();
    }

    private void send(ByteChannel peer, ProxyMessage message) throws IOException {
        message.write(out.clear());
        out.flip();
        while (out.hasRemaining()) peer.write(out);
    }

    private ProxyMessage.@Nullable Returned handle(ProxyMessage message) throws ProtocolException {
        return switch (message) {
            case ProxyMessage.SyncMemory sync -> {
                memory.show(sync.ranges());
                yield null;
            }
            case ProxyMessage.SetInterrupts _ -> null;
            case ProxyMessage.ConfigRead read -> new ProxyMessage.Returned(configRead(read));
            case ProxyMessage.ConfigWrite write -> new ProxyMessage.Returned(configWrite(write));
            case ProxyMessage.BarRead read -> new ProxyMessage.Returned(read(read));
            case ProxyMessage.BarWrite write -> new ProxyMessage.Returned(write(write));
            case ProxyMessage.DeviceReset _ -> new ProxyMessage.Returned(reset());
            case ProxyMessage.Returned _ -> throw new ProtocolException("the machine answers what it was not asked");
        };
    }

    private long configRead(ProxyMessage.ConfigRead read) {
        if (!isInside(read.offset(), read.size())) return ones(read.size());
        return device.configRead(read.offset(), read.size()) & ones(read.size());
    }

    private long configWrite(ProxyMessage.ConfigWrite write) {
        if (isInside(write.offset(), write.size())) device.configWrite(write.offset(), write.size(), write.value());
        follow();
        return 0;
    }

    private static boolean isInside(int offset, int size) {
        return offset >= 0 && offset <= ConfigurationSpace.BYTES - size && offset % size == 0;
    }

    private static long ones(int size) {
        return -1L >>> (Long.SIZE - 8 * size);
    }

    /**
     * What the device was told before has happened when a read is answered, its line included: writes on a PCI bus are posted,
     * and a driver that has to know reads back. Meanwhile the guest goes on.
     */
    private long read(ProxyMessage.BarRead read) {
        line.settle();
        int bar = windows.find(read.address(), read.inMemory());
        if (bar < 0) return NOBODY;
        int offset = windows.offset(bar, read.address());
        if (read.size() < 8) return device.ioRead(bar, offset, read.size()) & ones(read.size());
        // The bus has 32 data lines: eight bytes pass in two turns.
        return (device.ioRead(bar, offset, 4) & ones(4)) | ((long) device.ioRead(bar, offset + 4, 4) << 32);
    }

    private long write(ProxyMessage.BarWrite write) {
        int bar = windows.find(write.address(), write.inMemory());
        if (bar < 0) return 0;
        int offset = windows.offset(bar, write.address());
        device.ioWrite(bar, offset, Math.min(write.size(), 4), (int) write.value());
        if (write.size() == 8) device.ioWrite(bar, offset + 4, 4, (int) (write.value() >> 32));
        return 0;
    }

    private long reset() {
        device.reset();
        follow();
        return 0;
    }

    /** QEMU's own thread may be the one that waits for this answer, so nothing here waits for QEMU. */
    private void follow() {
        windows.follow();
        line.route(device.configRead(ConfigurationSpace.INTERRUPT_LINE, 1));
    }
}
