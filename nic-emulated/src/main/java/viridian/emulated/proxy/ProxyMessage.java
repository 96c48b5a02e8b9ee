package viridian.emulated.proxy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What QEMU's {@code x-pci-proxy-dev} and the process that has the device say to each other (QEMU 7.2, hw/remote/mpqemu-link.h):
 * a header of 16 bytes, command at 0 and length of the body at 8, then the body. All in the byte order of the machine, which
 * the buffers given here have.
 *
 * <p>QEMU asks, one question at a time; each is answered by {@link Returned} but for {@link SyncMemory} and {@link
 * SetInterrupts}, which are not answered and may come at any moment. File descriptors that QEMU attaches are not seen here.
 */
public sealed interface ProxyMessage {

    int HEADER_BYTES = 16;

    /** The longest body there is. */
    int LONGEST_BODY = SyncMemory.BYTES;

    /** Which addresses of the guest are memory, and where in the file behind it. Not answered. */
    record SyncMemory(List<MemoryRange> ranges) implements ProxyMessage {
        static final int COMMAND = 0;
        static final int RANGES = 8;
        static final int BYTES = RANGES * 24;

        public SyncMemory {
            ranges = List.copyOf(ranges);
        }
    }

    /** The answer: what was read; 0 for a write; all ones for what could not be done. */
    record Returned(long value) implements ProxyMessage {
        static final int COMMAND = 1;
        static final int BYTES = 8;
    }

    /** The guest or its firmware writes configuration space. */
    record ConfigWrite(int offset, int value, int size) implements ProxyMessage {
        static final int COMMAND = 2;
    }

    /** The guest or its firmware reads configuration space. */
    record ConfigRead(int offset, int size) implements ProxyMessage {
        static final int COMMAND = 3;
        static final int BYTES = 12;
    }

    /** The guest writes in one of the device's windows; the address is absolute, in memory or among the I/O ports. */
    record BarWrite(long address, long value, int size, boolean inMemory) implements ProxyMessage {
        static final int COMMAND = 4;
    }

    /** The guest reads in one of the device's windows. */
    record BarRead(long address, int size, boolean inMemory) implements ProxyMessage {
        static final int COMMAND = 5;
        static final int BYTES = 24;
    }

    /** Two event descriptors for a machine with KVM come with it. Not answered. */
    record SetInterrupts() implements ProxyMessage {
        static final int COMMAND = 6;
    }

    /** The machine is reset, and the device with it. */
    record DeviceReset() implements ProxyMessage {
        static final int COMMAND = 7;
    }

    /**
     * Takes the next message out of a buffer.
     *
     * @param in what has arrived, from its position on
     * @return null, and the position as it was, if not all of the message has arrived yet
     * @throws ProtocolException if no peer of this version says that
     */
    static @Nullable ProxyMessage read(ByteBuffer in) throws ProtocolException {
        if (in.remaining() < HEADER_BYTES) return null;
        int at = in.position();
        int command = in.getInt(at);
        long length = in.getLong(at + 8);
        check(command, length);
        if (in.remaining() < HEADER_BYTES + length) return null;
        in.position(at + HEADER_BYTES + (int) length);
        return body(command, in, at + HEADER_BYTES, length);
    }

    private static void check(int command, long length) throws ProtocolException {
        boolean fits = switch (command) {
            case SyncMemory.COMMAND -> length == SyncMemory.BYTES;
            case Returned.COMMAND -> length == Returned.BYTES || length == 0; // none after a reset
            case ConfigWrite.COMMAND, ConfigRead.COMMAND -> length == ConfigRead.BYTES;
            case BarWrite.COMMAND, BarRead.COMMAND -> length == BarRead.BYTES;
            case SetInterrupts.COMMAND, DeviceReset.COMMAND -> length == 0;
            default ->
                throw new ProtocolException(
                        "the peer speaks no protocol of QEMU 7.2's PCI proxy: there is no " + "command " + command);
        };
        if (!fits) throw new ProtocolException("command %d has a body of %d bytes".formatted(command, length));
    }

    private static ProxyMessage body(int command, ByteBuffer in, int at, long length) throws ProtocolException {
        return switch (command) {
            case SyncMemory.COMMAND -> new SyncMemory(ranges(in, at));
            case Returned.COMMAND -> new Returned(length == 0 ? 0 : in.getLong(at));
            case ConfigWrite.COMMAND ->
                new ConfigWrite(in.getInt(at), in.getInt(at + 4), configSize(in.getInt(at + 8)));
            case ConfigRead.COMMAND -> new ConfigRead(in.getInt(at), configSize(in.getInt(at + 8)));
            case BarWrite.COMMAND ->
                new BarWrite(in.getLong(at), in.getLong(at + 8), barSize(in.getInt(at + 16)), in.get(at + 20) != 0);
            case BarRead.COMMAND -> new BarRead(in.getLong(at), barSize(in.getInt(at + 16)), in.get(at + 20) != 0);
            case SetInterrupts.COMMAND -> new SetInterrupts();
            default -> new DeviceReset();
        };
    }

    private static int configSize(int size) throws ProtocolException {
        if (size == 1 || size == 2 || size == 4) return size;
        throw new ProtocolException("no access to configuration space has " + size + " bytes");
    }

    private static int barSize(int size) throws ProtocolException {
        return size == 8 ? size : configSize(size);
    }

    private static List<MemoryRange> ranges(ByteBuffer in, int at) {
        List<MemoryRange> ranges = new ArrayList<>();
        for (int i = 0; i < SyncMemory.RANGES; i++) {
            long gpa = in.getLong(at + 8 * i);
            long length = in.getLong(at + 8 * (SyncMemory.RANGES + i));
            long offset = in.getLong(at + 8 * (2 * SyncMemory.RANGES + i));
            if (length != 0) ranges.add(new MemoryRange(gpa, length, offset));
        }
        return ranges;
    }

    /** Appends a message to a buffer, which has room for it. */
    default void write(ByteBuffer out) {
        switch (this) {
            case SyncMemory sync -> putRanges(header(out, SyncMemory.COMMAND, SyncMemory.BYTES), sync.ranges);
            case Returned returned ->
                header(out, Returned.COMMAND, Returned.BYTES).putLong(returned.value);
            case ConfigWrite write ->
                header(out, ConfigWrite.COMMAND, ConfigRead.BYTES)
                        .putInt(write.offset)
                        .putInt(write.value)
                        .putInt(write.size);
            case ConfigRead read ->
                header(out, ConfigRead.COMMAND, ConfigRead.BYTES)
                        .putInt(read.offset)
                        .putInt(0)
                        .putInt(read.size);
            case BarWrite write ->
                putBar(
                        header(out, BarWrite.COMMAND, BarRead.BYTES),
                        write.address,
                        write.value,
                        write.size,
                        write.inMemory);
            case BarRead read ->
                putBar(header(out, BarRead.COMMAND, BarRead.BYTES), read.address, 0, read.size, read.inMemory);
            case SetInterrupts _ -> header(out, SetInterrupts.COMMAND, 0);
            case DeviceReset _ -> header(out, DeviceReset.COMMAND, 0);
        }
    }

    private static ByteBuffer header(ByteBuffer out, int command, int length) {
        return out.putInt(command).putInt(0).putLong(length);
    }

    private static void putBar(ByteBuffer out, long address, long value, int size, boolean inMemory) {
        out.putLong(address).putLong(value).putInt(size).put((byte) (inMemory ? 1 : 0));
        out.put((byte) 0).put((byte) 0).put((byte) 0);
    }

    private static void putRanges(ByteBuffer out, List<MemoryRange> ranges) {
        int at = out.position();
        out.put(new byte[SyncMemory.BYTES]);
        for (int i = 0; i < ranges.size(); i++) {
            MemoryRange range = ranges.get(i);
            out.putLong(at + 8 * i, range.gpa());
            out.putLong(at + 8 * (SyncMemory.RANGES + i), range.length());
            out.putLong(at + 8 * (2 * SyncMemory.RANGES + i), range.offset());
        }
    }
}
