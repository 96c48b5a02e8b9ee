package viridian.vswitch.nic;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.InlineTag;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.linux.EnvironmentLacks;
import viridian.vswitch.nic.linux.Libc;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.SystemCallFailed;

/**
 * The far end of a TAP device, an interface that the kernel has instead of a cable (Documentation/networking/tuntap.rst): what
 * the kernel sends by the interface arrives here, and what is handed in here the kernel receives there. The kernel finishes
 * its frames itself. The interface may be moved to another network namespace while it is held.
 *
 * <p>A device of that name is made, and brought up, if there is none; then it is gone when this is closed.
 */
public final class TapNic implements Nic, LinkState {

    // linux/if_tun.h
    private static final long TUNSETIFF = 0x400454CA;
    private static final short IFF_TAP_NO_PI = 0x0002 | 0x1000;

    /** struct ifreq: the name in 16 bytes, then a union of 24. */
    private static final int REQUEST_BYTES = 40;

    private static final int UNION = 16;

    // struct pollfd
    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS = 4;
    private static final int RETURNED = 6;
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;

    /** The largest the kernel hands over: an IP packet of 64 KB, its header and tag. */
    private static final int LARGEST = 0xFFFF + Frame.HEADER_BYTES + InlineTag.BYTES;

    /** Our choice: who waits for the end of a burst waits no longer. */
    private static final int BURST = 64;

    /** How long {@link #close} may have to wait. */
    private static final int LOOK_UP_MILLIS = 100;

    private final String name;
    private final int descriptor;
    private final int maxFrame;
    private final Arena arena = Arena.ofShared();
    private final ReentrantLock sending = new ReentrantLock();
    private final MemorySegment toSend = arena.allocate(LARGEST, 8);
    private final MemorySegment sendState = Libc.callState(arena);
    private final LongAdder unsent = new LongAdder();
    private volatile boolean closed;
    private volatile @Nullable String failure;
    private @Nullable Thread carrier;

    private TapNic(String name, int descriptor, int maxFrame) {
        this.name = name;
        this.descriptor = descriptor;
        this.maxFrame = maxFrame;
    }

    /**
     * Takes hold of a TAP device of the calling thread's network namespace.
     *
     * @param mtu of a device that has to be made, bytes; one that is there keeps its own
     * @throws EnvironmentLacks if the right or the kernel's driver is missing
     * @throws IOException if the name belongs to another kind of interface, or somebody else holds the device
     */
    public static TapNic open(String name, OptionalInt mtu) throws IOException {
        if (name.isEmpty() || name.length() > Link.LONGEST_NAME || name.contains("/")) {
            throw new IOException("no interface can be named '%s'".formatted(name));
        }
        boolean isThere = Link.names().contains(name);
        int descriptor = device();
        try {
            attach(descriptor, name);
            try (Link link = Link.open(name)) {
                if (!isThere && mtu.isPresent()) link.mtu(mtu.getAsInt());
                if (!isThere) link.bringUp();
                return new TapNic(name, descriptor, link.mtu() + Frame.HEADER_BYTES);
            }
        } catch (IOException | RuntimeException refused) {
            Libc.close(descriptor);
            throw refused;
        }
    }

    private static int device() throws IOException {
        try {
            return Libc.openDevice("/dev/net/tun");
        } catch (SystemCallFailed failed) {
            if (failed.isForbidden()) throw EnvironmentLacks.rightTo("open /dev/net/tun", failed);
            throw new EnvironmentLacks("this kernel has no TAP devices (modprobe tun): " + failed.getMessage(), failed);
        }
    }

    private static void attach(int descriptor, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
            request.setString(0, name);
            request.set(JAVA_SHORT, UNION, IFF_TAP_NO_PI);
            Libc.ioctl(descriptor, TUNSETIFF, request, "taking hold of TAP device " + name);
        } catch (SystemCallFailed failed) {
            if (failed.isForbidden()) throw EnvironmentLacks.rightTo("make TAP device " + name, failed);
            if (failed.errno() == SystemCallFailed.EBUSY) {
                throw new IOException("TAP device %s is held by another program".formatted(name), failed);
            }
            if (failed.errno() == SystemCallFailed.EINVAL) {
                throw new IOException("interface %s is no TAP device".formatted(name), failed);
            }
            throw failed;
        }
    }

    /** The interface's name. */
    public String name() {
        return name;
    }

    /** The far end's address belongs to the kernel. */
    @Override
    public MacAddress address() {
        return MacAddress.NONE;
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    /** Why nothing arrives any more, such as that the interface is gone; null as long as it is in order. */
    public @Nullable String failure() {
        return failure;
    }

    /** Frames the kernel did not take: the interface is down, or its queue is full. */
    public long unsent() {
        return unsent.sum();
    }

    /** Whether the interface is up: only then the kernel lets it be written to. */
    @Override
    public boolean isUp() {
        sending.lock();
        try (Arena asking = Arena.ofConfined()) {
            if (closed || failure != null) return false;
            MemorySegment poll = pollFor(POLLOUT, asking);
            int ready = Libc.poll(poll, 1, 0, Libc.callState(asking));
            return ready > 0 && (poll.get(JAVA_SHORT, RETURNED) & POLLOUT) != 0;
        } finally {
            sending.unlock();
        }
    }

    private MemorySegment pollFor(short events, Arena in) {
        MemorySegment poll = in.allocate(POLLFD_BYTES, 4);
        poll.set(JAVA_INT, 0, descriptor);
        poll.set(JAVA_SHORT, EVENTS, events);
        return poll;
    }

    @Override
    public synchronized void start(FrameSink receiver) {
        if (carrier != null) throw new IllegalStateException(name + " was started before");
        carrier = Thread.ofPlatform().name("receives " + name).daemon().start(() -> receive(receiver));
    }

    private void receive(FrameSink receiver) {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment poll = pollFor(POLLIN, own);
            MemorySegment bytes = own.allocate(LARGEST, 8);
            MemorySegment state = Libc.callState(own);
            Frame view = new Frame();
            while (!closed && failure == null) {
                if (Libc.poll(poll, 1, LOOK_UP_MILLIS, state) > 0) burst(bytes, state, view, receiver);
            }
        }
    }

    private void burst(MemorySegment bytes, MemorySegment state, Frame view, FrameSink receiver) {
        try {
            int count = 0;
            while (count < BURST && !closed) {
                int length = Libc.read(descriptor, bytes, LARGEST, state);
                if (length < 0) {
                    endOfBurst(-length);
                    break;
                }
                if (InlineTag.lend(view, bytes, 0, length)) receiver.accept(view);
                count++;
            }
            if (count > 0) receiver.flush();
        } catch (RuntimeException | Error broken) {
            // One frame that breaks somebody must not end the adapter.
            Thread carrying = Thread.currentThread();
            carrying.getUncaughtExceptionHandler().uncaughtException(carrying, broken);
        }
    }

    private void endOfBurst(int errno) {
        if (errno != SystemCallFailed.EAGAIN && errno != SystemCallFailed.EINTR && errno != SystemCallFailed.EIO) {
            failure = Libc.sentence(errno);
        }
    }

    @Override
    public boolean accept(Frame frame) {
        if (frame.length() > maxFrame) return false;
        sending.lock();
        try {
            return !closed && send(frame);
        } finally {
            sending.unlock();
        }
    }

    private boolean send(Frame frame) {
        int length = InlineTag.write(frame, toSend, 0);
        if (Libc.write(descriptor, toSend, length, sendState) == length) return true;
        unsent.increment();
        return false;
    }

    /** Nothing waits: the kernel takes one frame with each call. */
    @Override
    public void flush() {}

    /** Ends the adapter, from any thread but the one that carries frames to the receiver. */
    @Override
    public synchronized void close() {
        if (closed) return;
        if (Thread.currentThread().equals(carrier)) throw new IllegalStateException("closed by its own receiver");
        closed = true;
        awaitCarrier();
        sending.lock();
        try {
            Libc.close(descriptor);
            arena.close();
        } finally {
            sending.unlock();
        }
    }

    private void awaitCarrier() {
        if (carrier == null) return;
        try {
            carrier.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
