package viridian.vswitch.nic;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapStat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.InlineTag;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.linux.CaptureRight;
import viridian.vswitch.nic.linux.EnvironmentLacks;

/**
 * A real interface of this machine, through libpcap: what the switch sends leaves by its wire, and what arrives there,
 * whoever it is for, is handed in. What this host's own stack sends on the interface is not seen, nor is what the switch
 * sent itself. While it is held, the interface computes no checksum, cuts and joins no segments; on close it is as before.
 *
 * <p>A frame is sent at once by {@link #accept}, and {@link #flush} has nothing left to do: libpcap has no call that sends
 * many, so a queue of our own would only add a copy.
 */
public final class PcapNic implements Nic, LinkState {

    private static final Logger LOG = LoggerFactory.getLogger(PcapNic.class);

    private static final int ENDLESS = -1;

    private final HeldLink held;
    private final PcapHandle in;
    private final PcapHandle out;

    private final ReentrantLock sending = new ReentrantLock();
    private final SendArrays arrays;
    private final LongAdder damaged = new LongAdder();
    private final LongAdder unsent = new LongAdder();

    private volatile boolean closed;
    private volatile @Nullable String failure;
    private @Nullable Thread carrier;
    private PcapLosses atClose = new PcapLosses(0, 0, 0, 0);

    private PcapNic(HeldLink held, PcapHandle in, PcapHandle out) {
        this.held = held;
        this.in = in;
        this.out = out;
        this.arrays = new SendArrays(held.maxFrame() + InlineTag.BYTES);
    }

    /**
     * Takes hold of an interface of the calling thread's network namespace.
     *
     * @throws EnvironmentLacks if libpcap or the right to capture is missing
     * @throws IOException if there is no such interface, or it is down; every message says what to do
     */
    public static PcapNic open(String interfaceName, PcapOptions options) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new EnvironmentLacks("real interfaces can be held on Linux only", null);
        }
        CaptureRight.check();
        HeldLink held = HeldLink.hold(interfaceName);
        try {
            return open(held, options);
        } catch (LinkageError e) {
            held.close();
            throw new EnvironmentLacks("libpcap is missing; apt-get install libpcap0.8", e);
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private static PcapNic open(HeldLink held, PcapOptions options) throws IOException {
        held.offloadsForOpening(options.largeSends());
        PcapHandle in = PcapHandles.receiver(held.name(), options);
        try {
            held.offloadsOff();
            return new PcapNic(held, in, PcapHandles.sender(held.name()));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The interface's name. */
    public String name() {
        return held.name();
    }

    @Override
    public MacAddress address() {
        return held.address();
    }

    @Override
    public int maxFrame() {
        return held.maxFrame();
    }

    /** Whether the interface is up and has a neighbour at the far end of its cable: two system calls, some microseconds. */
    @Override
    public boolean isUp() {
        return held.isUp();
    }

    @Override
    public synchronized void start(FrameSink receiver) {
        if (carrier != null) throw new IllegalStateException(name() + " was started before");
        carrier = Thread.ofPlatform().name("receives " + name()).daemon().start(() -> receive(receiver));
    }

    private void receive(FrameSink receiver) {
        Frame view = new Frame();
        try {
            in.loop(ENDLESS, (byte[] bytes) -> arrive(bytes, view, receiver));
        } catch (InterruptedException e) {
            // close() broke the loop
        } catch (PcapNativeException | NotOpenException e) {
            if (closed) return;
            failure = String.valueOf(e.getMessage()).replace("Error occurred: ", "");
            LOG.error("nothing more arrives on interface {}: {}", name(), e.getMessage());
        }
    }

    /**
     * One frame is a burst here. libpcap hands frames over one at a time and does not say whether another waits, and a frame
     * that waits for a flush may wait for ever. A flush too many is cheap: a reader that is awake is not signalled.
     */
    private void arrive(byte[] bytes, Frame view, FrameSink receiver) {
        if (closed) return;
        if (in.getOriginalLength() > bytes.length || !WireForm.read(bytes, view)) {
            damaged.increment();
            return;
        }
        try {
            receiver.accept(view);
            receiver.flush();
        } catch (RuntimeException | Error broken) {
            // Thrown on, it would vanish in the library's loop.
            Thread carrying = Thread.currentThread();
            carrying.getUncaughtExceptionHandler().uncaughtException(carrying, broken);
        }
    }

    @Override
    public boolean accept(Frame frame) {
        if (frame.length() > held.maxFrame()) return false;
        sending.lock();
        try {
            return !closed && send(frame);
        } finally {
            sending.unlock();
        }
    }

    private boolean send(Frame frame) {
        int length = WireForm.length(frame);
        byte[] bytes = arrays.array(length);
        WireForm.write(frame, arrays.memory(length));
        try {
            out.sendPacket(bytes, length);
            return true;
        } catch (PcapNativeException | NotOpenException e) {
            unsent.increment();
            return false;
        }
    }

    @Override
    public void flush() {}

    /** Why nothing arrives any more, such as that the interface is gone; null as long as it is in order. */
    public @Nullable String failure() {
        return failure;
    }

    /** What was lost so far; after close, what had been lost by then. */
    public PcapLosses losses() {
        if (closed) return atClose;
        try {
            PcapStat counts = in.getStats();
            return new PcapLosses(
                    counts.getNumPacketsDropped(), counts.getNumPacketsDroppedByIf(), damaged.sum(), unsent.sum());
        } catch (PcapNativeException | NotOpenException e) {
            return new PcapLosses(0, 0, damaged.sum(), unsent.sum());
        }
    }

    /** Ends the adapter, from any thread but the one that carries frames to the receiver. */
    @Override
    public synchronized void close() {
        if (closed) return;
        if (Thread.currentThread().equals(carrier)) throw new IllegalStateException("closed by its own receiver");
        atClose = losses();
        closed = true;
        endReceiving();
        sending.lock();
        try {
            out.close();
        } finally {
            sending.unlock();
        }
        in.close();
        giveBack();
    }

    private void endReceiving() {
        if (carrier == null) return;
        try {
            in.breakLoop();
            carrier.join();
        } catch (NotOpenException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack() {
        try {
            held.close();
        } catch (IOException e) {
            LOG.warn("the offloads of interface {} were not given back: {}", name(), e.getMessage());
        }
    }

    /** Arrays to send from, one for each length up to the next power of two. */
    private static final class SendArrays {

        // JNA copies an array whole, there and back: 60 bytes took 14 us to send out of 64 KB, and 3 us out of 64
        // bytes.
        private final byte[][] arrays;
        private final MemorySegment[] memories;

        SendArrays(int longest) {
            arrays = new byte[place(longest) + 1][];
            memories = new MemorySegment[arrays.length];
            for (int i = 0; i < arrays.length; i++) {
                arrays[i] = new byte[1 << i];
                memories[i] = MemorySegment.ofArray(arrays[i]);
            }
        }

        private static int place(int length) {
            return 32 - Integer.numberOfLeadingZeros(length - 1);
        }

        byte[] array(int length) {
            return arrays[place(length)];
        }

        MemorySegment memory(int length) {
            return memories[place(length)];
        }
    }
}
