package viridian.partitions.vmbus;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.Partition;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.synic.SynIc;

/** Carries a bus from one process into another: what stands in it as {@link BusState}, and back. */
final class BusTransfer {

    private static final System.Logger LOG = System.getLogger(Vmbus.class.getName());

    private final VmbusServer server;
    private final Partition child;
    private final GuestMessages messages;

    BusTransfer(VmbusServer server, Partition child, GuestMessages messages) {
        this.server = server;
        this.child = child;
        this.messages = messages;
    }

    /** The bus as it stands, which stays as it is. */
    BusState save() {
        List<BusState.Processor> processors = new ArrayList<>();
        for (int i = 0; i < child.processors(); i++) processors.add(save(child.processor(i)));
        return new BusState(
                server.connection(),
                server.offersRequested(),
                server.isLeaving(),
                server.afterwards(),
                child.processor(0).peekRegister(HypercallPage.GUEST_OS_ID),
                child.processor(0).peekRegister(HypercallPage.HYPERCALL),
                processors,
                messages.all(),
                server.channels().all().stream().map(BusTransfer::save).toList(),
                server.gpadls().all().stream().map(BusTransfer::save).toList());
    }

    private static BusState.Processor save(VirtualProcessor processor) {
        SynIc synIc = processor.synIc();
        long[] sources = new long[SynIc.SOURCES];
        for (int i = 0; i < sources.length; i++) sources[i] = synIc.readRegister(SynIc.SINT0 + i);
        return new BusState.Processor(
                synIc.readRegister(SynIc.SCONTROL),
                synIc.readRegister(SynIc.SIEFP),
                synIc.readRegister(SynIc.SIMP),
                sources,
                synIc.waiting(Wire.INTERRUPT_SOURCE));
    }

    private static BusState.Channel save(HostChannel channel) {
        VmbusChannel open = channel.state() == ChannelState.OPEN ? channel.channel() : null;
        return new BusState.Channel(
                channel.offer(),
                channel.relid(),
                channel.monitor(),
                channel.state(),
                channel.targetProcessor(),
                channel.request(),
                channel.reopen(),
                open == null ? new byte[0] : channel.device().save(open));
    }

    private static BusState.Gpadl save(HostGpadl gpadl) {
        return new BusState.Gpadl(
                gpadl.relid(), gpadl.handle(), gpadl.rangeCount(), gpadl.wordCount(), gpadl.state(), gpadl.arrived());
    }

    /**
     * Puts everything back, with the devices that are on this bus already. An {@link IllegalArgumentException} or a
     * {@link GuestFault} if the state fits neither itself nor this partition; then the bus is as good as lost, and whoever
     * called has it forget everything.
     */
    void restore(BusState state) {
        check(state);
        List<VmbusDevice> devices = server.takeDevices();
        Connection connection = state.connection();
        if (connection != null) connection.check(child);
        restoreProcessors(state);
        server.restore(connection, state.offersRequested(), state.leaving(), state.afterwards());
        Set<VmbusDevice> used = new HashSet<>();
        List<HostChannel> channels = new ArrayList<>();
        for (BusState.Channel saved : state.channels()) {
            VmbusDevice device = find(devices, saved.offer());
            if (device != null) used.add(device);
            HostChannel channel = add(saved, device);
            if (channel != null) channels.add(channel);
        }
        restoreGpadls(state, channels);
        for (BusState.Channel saved : state.channels())
            know(saved, server.channels().at(saved.relid()));
        // A first channel that does not go on takes the others of its device along.
        state.channels().stream()
                .sorted(Comparator.comparingInt(saved -> saved.offer().subchannel()))
                .forEach(saved -> goOn(saved, server.channels().at(saved.relid())));
        server.gpadls().restored(server.channels());
        devices.stream().filter(device -> !used.contains(device)).forEach(d -> server.offer(d, d.offer()));
        for (byte[] message : state.fromGuest()) again(message);
        server.takeAnswers();
    }

    private void check(BusState state) {
        if (state.processors().size() != child.processors()) {
            throw new IllegalArgumentException("a bus of %d processors for a partition of %d"
                    .formatted(state.processors().size(), child.processors()));
        }
        Set<Integer> relids = new HashSet<>();
        Set<Integer> monitors = new HashSet<>();
        Set<ChannelOffer> offers = new HashSet<>();
        for (BusState.Channel channel : state.channels()) {
            boolean isNew = channel.relid() > 0 && relids.add(channel.relid());
            isNew &= channel.monitor() == MonitorPages.NONE || monitors.add(channel.monitor());
            // A device that was withdrawn may have a namesake, one that is there may not.
            isNew &= channel.state() == ChannelState.REVOKED || offers.add(channel.offer());
            if (!isNew) throw new IllegalArgumentException("a saved bus with a channel twice: " + channel.offer());
            if (isOrphan(channel, state)) {
                throw new IllegalArgumentException("a saved bus with " + channel.offer() + " and no first channel");
            }
        }
        if (state.connection() == null && state.offersRequested()) {
            throw new IllegalArgumentException("a saved bus whose guest has asked for offers without being there");
        }
    }

    /** Whether it is a further channel of a device whose first one is not open: when that closes, the others are withdrawn. */
    private static boolean isOrphan(BusState.Channel channel, BusState state) {
        ChannelOffer offer = channel.offer();
        if (offer.subchannel() == 0
                || !channel.state().isKnownToGuest()
                || channel.state().isRevoked()) return false;
        ChannelOffer first = new ChannelOffer(offer.type(), offer.instance());
        return state.channels().stream()
                .filter(other -> other.offer().equals(first))
                .noneMatch(other -> other.state() == ChannelState.OPEN || other.state() == ChannelState.OPENING);
    }

    private static @Nullable VmbusDevice find(List<VmbusDevice> devices, ChannelOffer offer) {
        for (VmbusDevice device : devices) {
            ChannelOffer own = device.offer();
            if (own.type().equals(offer.type()) && own.instance().equals(offer.instance())) return device;
        }
        return null;
    }

    private void restoreProcessors(BusState state) {
        VirtualProcessor first = child.processor(0);
        first.pokeRegister(HypercallPage.GUEST_OS_ID, state.guestOsId());
        first.pokeRegister(HypercallPage.HYPERCALL, state.hypercallPage());
        for (int i = 0; i < child.processors(); i++) {
            BusState.Processor saved = state.processors().get(i);
            SynIc synIc = child.processor(i).synIc();
            synIc.discard(Wire.INTERRUPT_SOURCE);
            synIc.writeRegister(SynIc.SIEFP, saved.eventFlagsPage());
            synIc.writeRegister(SynIc.SIMP, saved.messagePage());
            for (int source = 0; source < SynIc.SOURCES; source++) {
                synIc.writeRegister(SynIc.SINT0 + source, saved.sources()[source]);
            }
            synIc.writeRegister(SynIc.SCONTROL, saved.control());
            for (byte[] waiting : saved.waiting()) {
                MemorySegment bytes = MemorySegment.ofArray(waiting);
                synIc.post(Wire.INTERRUPT_SOURCE, Wire.MESSAGE_TYPE, bytes, 0, waiting.length);
            }
        }
    }

    /** The channel, or nothing if neither device nor guest knows of it. */
    private @Nullable HostChannel add(BusState.Channel saved, @Nullable VmbusDevice device) {
        if (device == null && !saved.state().isKnownToGuest()) return null;
        // A subchannel the guest has let go of is offered anew by its device, if it wants.
        if (saved.offer().subchannel() > 0 && !saved.state().isKnownToGuest()) return null;
        VmbusDevice by = device == null ? new MissingDevice(saved.offer()) : device;
        int monitor = server.monitors().take(saved.monitor(), by.monitorLatencyNanos());
        return server.add(new HostChannel(server, by, saved.offer(), saved.relid(), monitor));
    }

    private void restoreGpadls(BusState state, List<HostChannel> channels) {
        for (BusState.Gpadl saved : state.gpadls()) {
            if (channels.stream().noneMatch(channel -> channel.relid() == saved.relid())) continue;
            if (saved.state() != GpadlState.OFFERED_TEARING_DOWN)
                server.gpadls().restore(new HostGpadl(saved));
        }
    }

    private static void know(BusState.Channel saved, @Nullable HostChannel channel) {
        if (channel != null && saved.state().isKnownToGuest()) channel.restore(ChannelState.CLOSED);
    }

    /** A channel goes on where it was; what its device was just asked it is asked again, or needs no answer any more. */
    private void goOn(BusState.Channel saved, @Nullable HostChannel channel) {
        if (channel == null || channel.state().isRevoked()) return;
        boolean isMissing = channel.device() instanceof MissingDevice;
        HostChannel.OpenRequest request = saved.request();
        switch (saved.state()) {
            case OPENING -> reopen(channel, request);
            case CLOSING_REOPEN -> reopen(channel, saved.reopen());
            case OPEN -> resume(channel, request, saved);
            case CLOSING -> channel.restore(ChannelState.CLOSED);
            case REVOKED, REOFFERED -> channel.restore(isMissing ? ChannelState.REVOKED : ChannelState.REOFFERED);
            case CLOSED -> channel.restore(ChannelState.CLOSED);
            default -> channel.restore(ChannelState.CLIENT_RELEASED);
        }
        if (isMissing && !channel.state().isRevoked()) channel.revoke();
    }

    private static void reopen(HostChannel channel, HostChannel.@Nullable OpenRequest request) {
        if (request == null) throw new IllegalArgumentException("a saved channel that is opened and does not say how");
        channel.open(request);
    }

    private static void resume(HostChannel channel, HostChannel.@Nullable OpenRequest request, BusState.Channel saved) {
        if (request == null) throw new IllegalArgumentException("a saved channel that is open and does not say how");
        try {
            channel.resume(request, saved.targetProcessor(), saved.device());
        } catch (GuestFault | IllegalArgumentException refused) {
            LOG.log(System.Logger.Level.DEBUG, "{0} does not go on: {1}", saved.offer(), refused.getMessage());
            channel.revoke();
        }
    }

    private void again(byte[] message) {
        MemorySegment bytes = MemorySegment.ofArray(message);
        if (messages.post(Wire.MESSAGE_TYPE, bytes, 0, message.length) != HypercallStatus.SUCCESS) {
            throw new IllegalArgumentException("a saved bus with more messages than there is room for");
        }
    }

    /** Stands for a device that is not here: its guest is told that it is gone. */
    private record MissingDevice(ChannelOffer offer) implements VmbusDevice {
        @Override
        public void open(VmbusChannel channel) {
            throw new GuestFault(offer + " is not here");
        }

        @Override
        public void close(VmbusChannel channel) {
            // Nobody has it.
        }
    }
}
