package viridian.synthetic.watch;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.partitions.DirectMemory;
import viridian.partitions.GuestFault;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.ChannelWatcher;
import viridian.partitions.vmbus.MessageText;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.vswitch.capture.PcapNgFile;

/**
 * Records what goes over the buses of guests: an interface in the file for what the ends of each bus say about channels, and
 * one for each channel. A record is the message as it stood, and behind a packet that only names an RNDIS message that message;
 * its comment says the same in words. Analysers show the comments, and the bytes as of a private link type.
 *
 * <p>Several buses may share one capture. It looks on only: recording makes objects and takes time, but no message waits for
 * the disk longer than a write takes.
 */
public final class ChannelCapture implements Closeable {

    /** For private use (LINKTYPE_USER0 of the registry of link-layer header types). */
    private static final int LINKTYPE_USER0 = 147;

    private final PcapNgFile file;
    private final LongSupplier epochNanos;
    private @Nullable IOException failure;
    private boolean closed;

    /**
     * Begins a capture.
     *
     * @param file closed with this
     * @param epochNanos the time of day, nanoseconds since 1970
     */
    public ChannelCapture(PcapNgFile file, LongSupplier epochNanos) {
        this.file = file;
        this.epochNanos = epochNanos;
    }

    /** Looks on at the bus of a guest, from now to its end. */
    public void watch(Partition guest) throws IOException {
        Bus bus;
        synchronized (file) {
            bus = new Bus(guest, file.addInterface(guest.name() + "/bus", "bus of " + guest.name(), LINKTYPE_USER0));
        }
        guest.vmbus().watchMessages(bus::message, epochNanos);
        guest.vmbus().watch(bus, epochNanos);
    }

    private void add(int at, long nanos, ChannelWatcher.Direction way, MemorySegment bytes, String words) {
        byte[] comment = (way == ChannelWatcher.Direction.TO_GUEST ? "to guest: " : "to host: ")
                .concat(words)
                .getBytes(StandardCharsets.UTF_8);
        var direction = way == ChannelWatcher.Direction.TO_GUEST
                ? viridian.vswitch.capture.Direction.OUT
                : viridian.vswitch.capture.Direction.IN;
        synchronized (file) {
            if (closed || failure != null) return;
            try {
                file.packet(at, nanos, direction, bytes, comment);
            } catch (IOException broken) {
                failure = broken;
            }
        }
    }

    /**
     * Ends the capture; the buses go on.
     *
     * @throws IOException if something could not be written, now or before
     */
    @Override
    public void close() throws IOException {
        synchronized (file) {
            closed = true;
            try (file) {
                if (failure != null) throw failure;
            }
        }
    }

    /** One guest's bus. Called by whoever holds the bus or writes to a channel. */
    private final class Bus implements ChannelWatcher {

        private final Partition guest;
        private final int messagesAt;
        private final Map<ChannelOffer, Channel> channels = new HashMap<>();

        Bus(Partition guest, int messagesAt) {
            this.guest = guest;
            this.messagesAt = messagesAt;
        }

        void message(Direction direction, long nanos, MemorySegment message, int length) {
            add(messagesAt, nanos, direction, message.asSlice(0, length), words(message, length));
        }

        private static String words(MemorySegment message, int length) {
            try {
                return MessageText.ofBus(message, length);
            } catch (GuestFault malformed) {
                return "malformed: " + malformed.getMessage();
            }
        }

        @Override
        public void packet(ChannelOffer offer, Direction direction, long nanos, MemorySegment packet, int length) {
            Channel channel = channel(offer);
            if (channel != null) channel.packet(direction, nanos, packet, length);
        }

        private synchronized @Nullable Channel channel(ChannelOffer offer) {
            Channel known = channels.get(offer);
            if (known != null) return known;
            try {
                Channel begun = new Channel(guest, interfaceOf(offer), buffersOf(offer));
                channels.put(offer, begun);
                return begun;
            } catch (IOException broken) {
                failure = broken;
                return null;
            }
        }

        private int interfaceOf(ChannelOffer offer) throws IOException {
            synchronized (file) {
                return file.addInterface(
                        guest.name() + "/channel" + channels.size(), guest.name() + ", " + offer, LINKTYPE_USER0);
            }
        }

        /** Further channels of a device use the memory its first has agreed on. */
        private SharedBuffers buffersOf(ChannelOffer offer) {
            for (Map.Entry<ChannelOffer, Channel> other : channels.entrySet()) {
                if (other.getKey().instance().equals(offer.instance())) return other.getValue().buffers;
            }
            return new SharedBuffers(handle -> guest.vmbus().shared(handle));
        }
    }

    /** One channel. */
    private final class Channel {

        private final DirectMemory memory;
        private final int at;
        private final SharedBuffers buffers;

        Channel(Partition guest, int at, SharedBuffers buffers) {
            this.memory = guest.memory();
            this.at = at;
            this.buffers = buffers;
        }

        synchronized void packet(ChannelWatcher.Direction direction, long nanos, MemorySegment bytes, int length) {
            try {
                told(direction, nanos, bytes, length);
            } catch (GuestFault malformed) {
                // Thrown on, it would stop the channel: who looks on is not who judges.
                add(at, nanos, direction, bytes.asSlice(0, length), "malformed: " + malformed.getMessage());
            }
        }

        private void told(ChannelWatcher.Direction direction, long nanos, MemorySegment bytes, int length) {
            PacketDescriptor packet = PacketDescriptor.of(memory, bytes, length);
            MemorySegment announced = NOTHING;
            if (PacketText.isRndis(packet)) announced = buffers.announced(packet);
            else if (packet.payloadLength() > 0) {
                buffers.heard(NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength()));
            }
            add(at, nanos, direction, joined(bytes.asSlice(0, length), announced), PacketText.of(packet, announced));
        }
    }

    private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    private static MemorySegment joined(MemorySegment first, MemorySegment second) {
        MemorySegment both = MemorySegment.ofArray(new byte[(int) (first.byteSize() + second.byteSize())]);
        MemorySegment.copy(first, 0, both, 0, first.byteSize());
        MemorySegment.copy(second, 0, both, first.byteSize(), second.byteSize());
        return both;
    }
}
