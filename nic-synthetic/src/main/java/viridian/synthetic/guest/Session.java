package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisStatus;
import viridian.vswitch.frame.Frame;

/**
 * One life of an adapter in its guest, from the offer to the end: the setup, then frames. Runs on the guest's first
 * processor, but for {@link #accept}, {@link #acceptAll} and {@link #flush}; what comes on a further channel, on that
 * channel's.
 */
final class Session implements PacketHandler {

    /** Directed, all multicast and broadcast frames: what Linux wants of an adapter in use. */
    private static final int WANTED = 0x01 | 0x04 | 0x08;

    private static final int SPEED_UNIT = 100;

    private final VmbusChannel channel;
    private final NetVsc driver;
    private final NetVscSettings settings;
    private final SharedMemory memory;
    private final NvspSetup setup;

    /** From the agreement on the buffers on. */
    private volatile @Nullable Traffic traffic;

    /** From the end of the setup on. */
    private volatile @Nullable Carriage carriage;

    private @Nullable SubchannelSetup subchannels;
    private final List<VmbusChannel> further = new ArrayList<>();
    private @Nullable Steering steering;
    private SendOffloads offloads = SendOffloads.NONE;
    private NdisOffload offered = NdisOffload.NOTHING;

    private volatile boolean isLinked;

    /** Channels whose last frames the host has not completed yet; what follows when there are none. */
    private final AtomicInteger notEmpty = new AtomicInteger();

    private @Nullable Runnable whenEmpty;

    private record Traffic(Terms terms, Queue first, RndisRequests requests) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Carriage(Queue[] queues, Steering steering) {
        Queue of(Frame frame) {
            if (queues.length == 1) return queues[0];
            // A channel that could not be opened may be in the table all the same.
            int number = steering.queueOf(frame);
            return queues[number < queues.length ? number : 0];
        }
    }

    Session(VmbusChannel channel, NetVsc driver, NetVscSettings settings, GuestAllocator allocator) {
        this.channel = channel;
        this.driver = driver;
        this.settings = settings;
        memory = new SharedMemory(allocator);
        setup = new NvspSetup(channel, settings, memory, this::agreed, this::failed);
    }

    /** Opens the channel and sets the adapter up. */
    void begin() {
        channel.onSignal(this::signalled);
        channel.open(settings.ringBytes(), status -> {
            if (status == 0) setup.begin();
            else failed("the host does not open the channel, status 0x" + Integer.toHexString(status));
        });
    }

    private void agreed(Terms terms) {
        Queue first = new Queue(channel, driver, terms, terms.sections(), 0);
        RndisRequests requests = new RndisRequests(first.toHost());
        traffic = new Traffic(terms, first, requests);
        new RndisSetup(requests, terms, settings, this::found, this::failed).begin();
    }

    private void found(RndisSetup.Found found) {
        Traffic now = traffic;
        if (now == null) return;
        isLinked = found.isLinked();
        offered = found.offered();
        offloads = found.offloads();
        driver.linkSpeed(found.bitsPerSecond());
        Steering spread = new Steering(new SplittableRandom(found.address().bits()));
        steering = spread;
        int wanted = Math.min(settings.queues(), found.queues()) - 1;
        if (wanted < 1) {
            carry(found, List.of());
            return;
        }
        SubchannelSetup asking = new SubchannelSetup(
                wanted,
                (offer, told) -> open(now.terms, offer, told),
                now.requests,
                spread,
                more -> carry(found, more));
        subchannels = asking;
        setup.ask(asking.question(), asking::answered, now.first.toHost());
    }

    private void open(Terms terms, VmbusChannel offer, Consumer<@Nullable Queue> told) {
        int number = offer.offer().subchannel();
        Queue queue = new Queue(offer, driver, terms, SendSlots.none(), number);
        further.add(offer);
        queue.open(settings.ringBytes(), driver.processorOf(number), status -> told.accept(status == 0 ? queue : null));
    }

    private void carry(RndisSetup.Found found, List<Queue> more) {
        Traffic now = traffic;
        Steering spread = steering;
        if (now == null || spread == null) return;
        List<Queue> queues = new ArrayList<>(more);
        queues.addFirst(now.first);
        for (int i = 0; i < queues.size(); i++) {
            Queue queue = queues.get(i);
            queue.toHost().packMessages(found.maxPackets());
            SendSlots sections = now.terms.sections().share(i, queues.size());
            SendSlots large = slots(found.mtu(), sections);
            SendSlots sends = offloads.takesLargeSends() ? slots(Frame.LARGEST_SEND, sections) : SendSlots.none();
            queue.toHost().carry(found.mtu(), sections, large, sends);
            queue.toHost().leave(offloads);
            queue.carry(found.mtu());
        }
        carriage = new Carriage(queues.toArray(Queue[]::new), spread);
        boolean mustHear = driver.receiver() != null;
        driver.found(found);
        if (mustHear) hear();
    }

    /** Memory for frames so long, if they do not fit into a section. */
    private SendSlots slots(int longest, SendSlots sections) {
        int slotBytes = ToHost.pages(longest);
        boolean isNeeded = sections.count() == 0 || slotBytes > sections.slotBytes();
        int bytes = settings.largeBytes();
        return !isNeeded || bytes < slotBytes ? SendSlots.none() : new SendSlots(memory.take(bytes), bytes, slotBytes);
    }

    private void failed(String why) {
        abandon();
        memory.giveBack(channel, () -> {});
        closeFurther();
        channel.close();
        driver.failed(why);
    }

    /** Asks the host for frames, as soon as the adapter is set up. */
    void hear() {
        setFilter(WANTED, isTaken -> {
            if (!isTaken) failed("the host does not take a packet filter");
        });
    }

    private void setFilter(int wanted, Consumer<Boolean> then) {
        Traffic now = traffic;
        if (now == null || carriage == null) return;
        MemorySegment filter = MemorySegment.ofArray(new byte[4]);
        putI32(filter, 0, wanted);
        now.requests.set(RndisOid.CURRENT_PACKET_FILTER, filter, then);
    }

    /** Has the adapter begin anew what it does, without losing what was agreed on. */
    void reset() {
        Traffic now = traffic;
        if (now == null || carriage == null) return;
        now.requests.reset(isDone -> {
            if (!isDone) failed("the host does not reset the adapter");
            else if (driver.receiver() != null) hear();
        });
    }

    boolean isLinked() {
        return isLinked && carriage != null;
    }

    /** A further channel of this adapter was offered. */
    void subchannel(VmbusChannel offer) {
        SubchannelSetup asking = subchannels;
        if (asking != null) asking.offered(offer);
    }

    /** Takes a frame for the host; see {@link ToHost#accept}. */
    boolean accept(Frame frame) {
        Carriage now = carriage;
        if (now != null && isLinked) return now.of(frame).toHost().accept(frame);
        driver.counters().countDroppedSending(1);
        return false;
    }

    /** Takes frames for the host; see {@link ToHost#acceptAll}. */
    int acceptAll(Frame[] burst, int count) {
        Carriage now = carriage;
        if (now == null || !isLinked) {
            driver.counters().countDroppedSending(count);
            return 0;
        }
        if (now.queues.length == 1) return now.queues[0].toHost().acceptAll(burst, count);
        int taken = 0;
        for (int i = 0; i < count; i++) {
            if (now.of(burst[i]).toHost().accept(burst[i])) taken++;
        }
        return taken;
    }

    void flush() {
        Carriage now = carriage;
        if (now == null) return;
        for (Queue queue : now.queues) queue.toHost().flush();
    }

    /**
     * Ends the adapter from the guest's side so that nothing is lost: no frame is taken any more, none wanted, and the host
     * completes those it has.
     *
     * @param then what to do when the channel is closed and its memory given back
     */
    void detach(Runnable then) {
        Carriage now = carriage;
        if (now == null) {
            end(then);
            return;
        }
        setFilter(0, _ -> empty(now, then));
        carriage = null;
    }

    private void empty(Carriage now, Runnable then) {
        whenEmpty = () -> end(then);
        notEmpty.set(now.queues.length);
        for (Queue queue : now.queues) queue.toHost().stopFrames(() -> emptied(queue));
        endIfEmpty();
    }

    /** On the processor of the queue. */
    private void emptied(Queue queue) {
        Traffic now = traffic;
        boolean isLast = notEmpty.decrementAndGet() == 0;
        // The end belongs to the first processor: an answer on its channel brings us there.
        if (isLast && now != null && !queue.equals(now.first))
            now.first.toHost().control(now.requests.keepAlive());
    }

    private void endIfEmpty() {
        Runnable then = whenEmpty;
        if (then == null || notEmpty.get() > 0) return;
        whenEmpty = null;
        then.run();
    }

    /** Ends the adapter from the guest's side, now. */
    void end(Runnable then) {
        Traffic now = traffic;
        closeFurther();
        boolean isHeard = now != null && now.first.toHost().end(now.requests.halt());
        carriage = null;
        // The host lets go of the buffers when it has read the farewell; closed before, it would not read it at all.
        memory.giveBack(channel, () -> {
            if (isHeard) channel.close();
            then.run();
        });
        if (!isHeard) channel.close();
    }

    /** Further channels close before the first one. */
    private void closeFurther() {
        further.forEach(VmbusChannel::close);
        further.clear();
    }

    /** The adapter has gone: nobody reaches its memory any more. */
    void gone() {
        abandon();
        memory.free();
    }

    private void abandon() {
        Traffic now = traffic;
        Carriage carried = carriage;
        if (now != null) now.first.toHost().abandon();
        if (carried != null) for (Queue queue : carried.queues) queue.toHost().abandon();
        carriage = null;
    }

    private void signalled() {
        channel.receive(this, Queue.BURST);
        if (!channel.isOpen()) {
            abandon();
            driver.failed("the host broke the protocol");
        }
        Traffic now = traffic;
        if (now == null) return;
        now.first.flush();
        endIfEmpty();
    }

    @Override
    public void packet(PacketDescriptor packet) {
        switch (packet.type()) {
            case PacketType.COMPLETION -> completed(packet);
            case PacketType.TRANSFER_PAGES -> received(packet);
            default -> unasked(packet);
        }
    }

    private void completed(PacketDescriptor packet) {
        Traffic now = traffic;
        int kind = Transaction.kind(packet.transactionId());
        if (kind == Transaction.NVSP) {
            setup.completed(packet);
        } else if (now != null && kind == Transaction.CONTROL) {
            if (status(packet) != NvspStatus.SUCCESS) now.requests.refused();
        } else if (now != null) {
            now.first.completed(packet);
        }
    }

    private static int status(PacketDescriptor packet) {
        if (packet.payloadLength() < NvspRndis.COMPLETE_BYTES) return NvspStatus.NONE;
        return NvspRndis.status(packet.memory(), packet.payloadAt());
    }

    private void received(PacketDescriptor packet) {
        Traffic now = traffic;
        if (now == null) throw new GuestFault("RNDIS before the buffers are agreed on");
        if (now.first.fromHost().areFrames(packet)) {
            now.first.frames(packet);
        } else {
            List<RndisMessage> messages = now.first.fromHost().controls(packet);
            // They are copies: the host has its memory back before it is asked the next question.
            now.first.complete(packet);
            for (RndisMessage message : messages) heard(now, message);
        }
    }

    /** What the host says of its own accord. Virtual functions do not concern this driver: it does not complete them, as Linux. */
    private void unasked(PacketDescriptor packet) {
        Traffic now = traffic;
        Steering spread = steering;
        if (now == null || spread == null) return;
        NvspMessage message =
                NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength(), now.terms.version());
        if (message instanceof NvspMessage.IndirectionTable table) spread.use(table.channels(), 1 + further.size());
    }

    private void heard(Traffic now, RndisMessage message) {
        switch (message) {
            case RndisMessage.Indicate indicate -> indicated(indicate);
            case RndisMessage.ResetComplete reset -> now.requests.wasReset(reset.status());
            case RndisMessage.Numbered answer -> now.requests.answered(answer);
            default -> {}
        }
    }

    private void indicated(RndisMessage.Indicate indication) {
        MemorySegment value = indication.info();
        switch (indication.status()) {
            case RndisStatus.MEDIA_CONNECT -> isLinked = true;
            case RndisStatus.MEDIA_DISCONNECT -> isLinked = false;
            case RndisStatus.LINK_SPEED_CHANGE -> {
                if (value.byteSize() >= 4) driver.linkSpeed(u32(value, 0) * SPEED_UNIT);
            }
            case RndisStatus.NETWORK_CHANGE -> driver.countNetworkChange();
            case RndisStatus.OFFLOAD_CURRENT_CONFIG -> offloaded(NdisOffload.read(value));
            default -> {} // a guest ignores others
        }
    }

    /** From now on the host does this much; more than it once offered is not believed. */
    private void offloaded(@Nullable NdisOffload current) {
        if (current == null || !settings.offloads()) return;
        offloads = SendOffloads.of(offered, current);
        Traffic now = traffic;
        Carriage carried = carriage;
        if (carried != null) for (Queue queue : carried.queues) queue.toHost().leave(offloads);
        else if (now != null) now.first.toHost().leave(offloads);
    }
}
