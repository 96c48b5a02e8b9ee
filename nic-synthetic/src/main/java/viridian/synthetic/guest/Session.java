package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.putI32;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketHandler;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisStatus;
import viridian.vswitch.frame.Frame;

/**
 * One life of an adapter in its guest, from the offer to the end: the setup, then frames. Runs on the guest's processor,
 * but for {@link #accept} and {@link #flush}.
 */
final class Session implements PacketHandler {

    /** Packets handled before what they caused is shown to the host: our choice. */
    private static final int BURST = 64;

    /** Directed, all multicast and broadcast frames: what Linux wants of an adapter in use. */
    private static final int WANTED = 0x01 | 0x04 | 0x08;

    private final VmbusChannel channel;
    private final NetVsc driver;
    private final SharedMemory memory;
    private final NvspSetup setup;

    /** From the agreement on the buffers on. */
    private volatile @Nullable Traffic traffic;

    /** From the end of the setup on. */
    private volatile RndisSetup.@Nullable Found adapter;

    private volatile boolean isLinked;

    private record Traffic(Terms terms, ToHost toHost, FromHost fromHost, RndisRequests requests) {}

    Session(VmbusChannel channel, NetVsc driver, GuestAllocator allocator) {
        this.channel = channel;
        this.driver = driver;
        memory = new SharedMemory(allocator);
        setup = new NvspSetup(channel, driver.settings(), memory, this::agreed, this::failed);
    }

    /** Opens the channel and sets the adapter up. */
    void begin() {
        channel.onSignal(this::signalled);
        channel.open(driver.settings().ringBytes(), status -> {
            if (status == 0) setup.begin();
            else failed("the host does not open the channel, status 0x" + Integer.toHexString(status));
        });
    }

    private void agreed(Terms terms) {
        ToHost toHost = new ToHost(channel, terms);
        RndisRequests requests = new RndisRequests(toHost);
        FromHost fromHost = new FromHost(channel.memory(), terms, driver.counters());
        traffic = new Traffic(terms, toHost, fromHost, requests);
        new RndisSetup(toHost, requests, terms, this::found, this::failed).begin();
    }

    private void found(RndisSetup.Found found) {
        isLinked = found.isLinked();
        adapter = found;
        boolean mustHear = driver.receiver() != null;
        driver.found(found);
        if (mustHear) hear();
    }

    private void failed(String why) {
        abandon();
        memory.giveBack(channel, () -> {});
        channel.close();
        driver.failed(why);
    }

    /** Asks the host for frames, as soon as the adapter is set up. */
    void hear() {
        Traffic now = traffic;
        if (now == null || adapter == null) return;
        MemorySegment filter = MemorySegment.ofArray(new byte[4]);
        putI32(filter, 0, WANTED);
        now.requests.set(RndisOid.CURRENT_PACKET_FILTER, filter, isTaken -> {
            if (!isTaken) failed("the host does not take a packet filter");
        });
    }

    boolean isLinked() {
        return isLinked;
    }

    /** Takes a frame for the host; see {@link ToHost#accept}. */
    boolean accept(Frame frame) {
        RndisSetup.Found found = adapter;
        Traffic now = traffic;
        if (found == null || now == null || !isLinked || frame.length() > found.mtu()) return false;
        boolean takesTags = now.terms.takesTags();
        if (frame.vlan() != 0 && !takesTags) return false;
        return now.toHost.accept(frame, takesTags ? frame.tag() : Frame.UNTAGGED);
    }

    void flush() {
        Traffic now = traffic;
        if (now != null) now.toHost.flush();
    }

    /** Ends the adapter from the guest's side. */
    void end() {
        Traffic now = traffic;
        boolean isHeard = now != null && now.toHost.end(now.requests.halt());
        adapter = null;
        // The host lets go of the buffers when it has read the farewell; closed before, it would not read it at all.
        memory.giveBack(channel, isHeard ? channel::close : () -> {});
        if (!isHeard) channel.close();
    }

    /** The adapter has gone: nobody reaches its memory any more. */
    void gone() {
        abandon();
        memory.free();
    }

    private void abandon() {
        Traffic now = traffic;
        if (now != null) now.toHost.abandon();
        adapter = null;
    }

    private void signalled() {
        channel.receive(this, BURST);
        if (!channel.isOpen()) {
            abandon();
            driver.failed("the host broke the protocol");
        }
        Traffic now = traffic;
        if (now == null) return;
        now.fromHost.flush();
        now.toHost.flush();
    }

    @Override
    public void packet(PacketDescriptor packet) {
        switch (packet.type()) {
            case PacketType.COMPLETION -> completed(packet);
            case PacketType.TRANSFER_PAGES -> received(packet);
            // What hosts say unasked, of virtual functions and further channels, does not concern this driver.
            default -> {}
        }
    }

    private void completed(PacketDescriptor packet) {
        Traffic now = traffic;
        int kind = Transaction.kind(packet.transactionId());
        if (kind == Transaction.NVSP) {
            setup.completed(packet);
        } else if (now == null) {
            throw new GuestFault("a completion of nothing");
        } else if (kind == Transaction.CONTROL) {
            if (status(packet) != NvspStatus.SUCCESS) now.requests.refused();
        } else {
            now.toHost.release(kind, Transaction.index(packet.transactionId()));
        }
    }

    private static int status(PacketDescriptor packet) {
        if (packet.payloadLength() < NvspRndis.COMPLETE_BYTES) return NvspStatus.NONE;
        return NvspRndis.status(packet.memory(), packet.payloadAt());
    }

    private void received(PacketDescriptor packet) {
        Traffic now = traffic;
        if (now == null) throw new GuestFault("RNDIS before the buffers are agreed on");
        if (now.fromHost.areFrames(packet)) {
            deliver(now, packet);
            complete(now, packet);
        } else {
            List<RndisMessage> messages = now.fromHost.controls(packet);
            // They are copies: the host has its memory back before it is asked the next question.
            complete(now, packet);
            for (RndisMessage message : messages) heard(now, message);
        }
    }

    private static void complete(Traffic now, PacketDescriptor packet) {
        if (packet.completionRequested()) now.toHost.complete(packet.transactionId());
    }

    private void deliver(Traffic now, PacketDescriptor packet) {
        RndisSetup.Found found = adapter;
        now.fromHost.deliver(packet, found == null ? null : driver.receiver(), found == null ? 0 : found.mtu());
    }

    private void heard(Traffic now, RndisMessage message) {
        switch (message) {
            case RndisMessage.Indicate indicate -> indicated(indicate.status());
            case RndisMessage.Numbered answer -> now.requests.answered(answer);
            default -> {}
        }
    }

    private void indicated(int status) {
        if (status == RndisStatus.MEDIA_CONNECT) isLinked = true;
        if (status == RndisStatus.MEDIA_DISCONNECT) isLinked = false;
    }
}
