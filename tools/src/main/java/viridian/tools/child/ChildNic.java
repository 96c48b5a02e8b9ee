package viridian.tools.child;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.offload.task.FinishingNic;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.host.NetVsp;
import viridian.tools.attach.FarEnd;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.LinkState;
import viridian.vswitch.nic.Nic;

/**
 * The adapter of a child partition that is a process outside. The adapter knows nothing of that: it has a channel, and a
 * thread of its own that looks into the child's rings where otherwise a signal would come.
 */
public final class ChildNic implements Nic, LinkState, FarEnd {

    private final ChildDescriptor descriptor;
    private final ChildMemory memories;
    private final @Nullable Subchannels subchannels;
    private final NetVsp adapter;
    private final Nic finishing;
    private final VmbusChannel primary;
    /** In the order opened. Belongs to the thread that polls; afterwards to who closes. */
    private final List<VmbusChannel> channels = new ArrayList<>();

    private final Thread thread;
    private volatile boolean ended;
    private volatile @Nullable String failure;

    private ChildNic(ChildDescriptor descriptor, ChildMemory memories, @Nullable Subchannels subchannels, int maxFrame)
            throws IOException {
        this.descriptor = descriptor;
        this.memories = memories;
        this.subchannels = subchannels;
        adapter = new NetVsp(descriptor.address(), maxFrame, descriptor.newest());
        finishing = FinishingNic.outgoing(adapter);
        try {
            primary = VmbusChannel.supplied(
                    adapter.offer(), new ChildChannel(memories, memories.ring(0), memories.ring(1), subchannels));
        } catch (GuestFault wrong) {
            throw new IOException("channel.rings: " + wrong.getMessage(), wrong);
        }
        thread = Thread.ofPlatform().name("polls " + descriptor.path()).daemon().unstarted(new Poll(this::turn));
    }

    /**
     * Takes hold of a child's channel.
     *
     * @param maxFrame the longest frame the child may ask for, bytes
     * @throws IllegalArgumentException if the descriptor makes no sense
     * @throws IOException if what it names is not there
     */
    public static ChildNic open(Path descriptor, int maxFrame) throws IOException {
        ChildDescriptor read = ChildDescriptor.read(descriptor);
        ChildMemory memories = ChildMemory.open(read);
        try {
            return new ChildNic(read, memories, Subchannels.open(read, memories), maxFrame);
        } catch (IOException | RuntimeException refused) {
            memories.close();
            throw refused;
        }
    }

    @Override
    public String farEnd() {
        return "child " + descriptor.path();
    }

    @Override
    public @Nullable String failure() {
        String now = failure;
        return now != null ? now : primary.fault();
    }

    /** What went through the adapter. */
    public AdapterCounters counters() {
        return adapter.counters();
    }

    @Override
    public MacAddress address() {
        return adapter.address();
    }

    @Override
    public int maxFrame() {
        return adapter.maxFrame();
    }

    /** Whether the child has set its adapter up. */
    @Override
    public boolean isUp() {
        return failure == null && adapter.isRunning();
    }

    @Override
    public boolean takesUnfinished() {
        return finishing.takesUnfinished();
    }

    @Override
    public void start(FrameSink receiver) {
        finishing.start(receiver);
        open(primary);
        thread.start();
    }

    private void open(VmbusChannel channel) {
        adapter.open(channel);
        channels.add(channel);
    }

    @Override
    public boolean accept(Frame frame) {
        if (failure != null) return false;
        try {
            return finishing.accept(frame);
        } catch (InternalError gone) {
            lose(gone);
            return false;
        }
    }

    @Override
    public void flush() {
        if (failure != null) return;
        try {
            finishing.flush();
        } catch (InternalError gone) {
            lose(gone);
        }
    }

    /** One look at everything the child may have done. */
    private Poll.Found turn(boolean isResting) {
        if (ended || failure != null) return Poll.Found.END;
        try {
            boolean isSignalled = memories.takeSignal();
            boolean found = isSignalled;
            for (int i = 0; i < channels.size(); i++) found |= look(channels.get(i), isSignalled || isResting);
            openOffered();
            return found ? Poll.Found.SOMETHING : Poll.Found.NOTHING;
        } catch (InternalError gone) {
            lose(gone);
        } catch (RuntimeException broken) {
            failure = "a fault of Viridian Lab itself: " + broken;
            throw broken;
        }
        return Poll.Found.END;
    }

    /** @param anyway whether what waits for room in the child's ring is to be tried again, if there is nothing to read */
    private static boolean look(VmbusChannel channel, boolean anyway) {
        if (channel.poll()) return true;
        if (anyway) channel.signalled();
        return false;
    }

    private void openOffered() {
        if (subchannels == null) return;
        for (Subchannels.Offered next = subchannels.next(); next != null; next = subchannels.next()) {
            ChannelOffer offer = adapter.offer();
            open(VmbusChannel.supplied(new ChannelOffer(offer.type(), offer.instance(), next.index()), next.channel()));
        }
    }

    /** How Java says SIGBUS: the child has made the file shorter. */
    private void lose(InternalError gone) {
        failure = descriptor.file() + " was made shorter (" + gone.getMessage() + ")";
    }

    @Override
    public synchronized void close() {
        if (ended) return;
        ended = true;
        memories.giveUp();
        awaitThread();
        for (VmbusChannel channel : channels.reversed()) adapter.close(channel);
        if (subchannels != null) subchannels.close();
        memories.close();
    }

    private void awaitThread() {
        if (thread.getState() == Thread.State.NEW) return;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
