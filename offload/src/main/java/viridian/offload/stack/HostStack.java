package viridian.offload.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Ipv4Network;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * The network half of a simulated host: it owns addresses on adapters, finds neighbours, answers pings and sends its
 * own, and has UDP ports.
 *
 * <p>It has no thread and no clock of its own. Everything is called on the one processor of its owner, frames from its
 * adapters too, and {@link #poll} whenever {@link #deadline} has come. What it sends is only put into the adapter; it
 * leaves at {@link #flush}, at the end of a burst of arriving frames, and at the end of {@code poll}, {@code ping} and
 * {@code sendRaw}.
 *
 * <p>With several interfaces it is a strong end system (RFC 1122 section 3.3.4.2): it answers for an address only on
 * the interface that has it, takes a packet only there, replies through it, and passes nothing on.
 */
public final class HostStack {

    // A request and its reply are two rounds; two who echo each other for ever must let the owner do something else.
    private static final int OWN_ROUNDS = 4;

    private final LongSupplier nanoTime;
    private final StackCounters counters = new StackCounters();
    private final List<NetworkInterface> interfaces = new ArrayList<>();
    private final Routes routes = new Routes();
    private final UdpSockets sockets;
    private final Pings pings;
    private final Ipv4Input input;

    // Between the first frame of a burst and its end, what is sent waits for that end.
    private boolean inBurst;

    /**
     * A host without any adapter.
     *
     * @param nanoTime the time, in nanoseconds from any beginning
     * @param seed of the numbers by which it tells its packets apart
     */
    public HostStack(LongSupplier nanoTime, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.nanoTime = nanoTime;
        Ipv4Output output = new Ipv4Output(counters, random.nextInt());
        this.sockets = new UdpSockets(counters, routes, output);
        this.pings = new Pings(counters, routes, output, nanoTime, random.nextInt());
        ControlMessages control = new ControlMessages(counters, routes, output, pings, sockets, nanoTime);
        this.input = new Ipv4Input(this, control, sockets, nanoTime);
    }

    /**
     * Gives the host an address on an adapter, and starts the adapter.
     *
     * @param nic hands in its frames on the host's own thread; its address is known by now
     * @param address the host's on that network
     * @param prefix how many leading bits the network's addresses have in common
     * @param mtu the longest packet to send there, bytes: 68 and up, and no more than the adapter carries
     */
    public NetworkInterface attach(Nic nic, Ipv4Address address, int prefix, int mtu) {
        requireHost(address, Ipv4Network.around(address, prefix));
        requireCarrier(nic, mtu);
        NetworkInterface on = new NetworkInterface(nic, mtu, this);
        on.take(address, prefix);
        return begin(on);
    }

    /**
     * Gives the host an adapter on which it has no address yet, and starts the adapter. There it speaks to all on the link
     * and hears what is for all, as one who asks for an address does (RFC 2131 section 4.1), until {@link #address}.
     *
     * @param mtu as above
     */
    public NetworkInterface attach(Nic nic, int mtu) {
        requireCarrier(nic, mtu);
        return begin(new NetworkInterface(nic, mtu, this));
    }

    private NetworkInterface begin(NetworkInterface on) {
        interfaces.add(on);
        routes.addConnected(on);
        on.start();
        return on;
    }

    /**
     * Gives the host the address it asked for, on an adapter that has none.
     *
     * @throws IllegalStateException if it has one
     */
    public void address(NetworkInterface on, Ipv4Address address, int prefix) {
        if (on.hasAddress()) throw new IllegalStateException("the adapter has an address: " + on);
        requireHost(address, Ipv4Network.around(address, prefix));
        on.take(address, prefix);
        routes.readdress(on);
    }

    /**
     * Adds a way to a network behind a router.
     *
     * @throws IllegalArgumentException if the router is on none of the host's networks
     */
    public void route(StaticRoute route) {
        routes.add(route);
    }

    public List<NetworkInterface> interfaces() {
        return List.copyOf(interfaces);
    }

    public StackCounters counters() {
        return counters;
    }

    /**
     * Sends an echo request.
     *
     * @param done is told what came of it, once, on the host's own thread; perhaps before this method returns
     */
    public void ping(Ipv4Address to, PingRequest request, Consumer<PingOutcome> done) {
        pings.send(to.bits(), request, done);
        flush();
    }

    /**
     * Opens a UDP port.
     *
     * @param port 1 to 65,535, or 0 for any that is free
     * @throws IllegalStateException if the port is in use
     */
    public UdpSocket udp(int port) {
        return sockets.bind(port);
    }

    /**
     * Sends a frame as it is, to a stranger's address or in a stranger's name.
     *
     * @return false if the adapter took none
     */
    public boolean sendRaw(NetworkInterface by, Frame frame) {
        boolean taken = by.emit(frame);
        flush();
        return taken;
    }

    /** Forgets which stations have which addresses; what {@link NetworkInterface#neighbour} stated stays. */
    public void forgetNeighbours() {
        for (NetworkInterface on : interfaces) on.neighbours().forget();
    }

    /** Lets everything sent so far leave. In the middle of an arriving burst that waits for the burst's end. */
    public void flush() {
        if (inBurst) return;
        for (int round = 0; round < OWN_ROUNDS; round++) {
            if (!hearOneself()) break;
        }
        for (int i = 0; i < interfaces.size(); i++) interfaces.get(i).flush();
    }

    /** Does what time has brought: asks again, gives up, forgets. */
    public void poll(long now) {
        for (int i = 0; i < interfaces.size(); i++)
            interfaces.get(i).neighbours().poll(now);
        input.poll(now);
        pings.poll(now);
        flush();
    }

    /** When {@link #poll} wants to be called next, by the host's clock; {@link Long#MAX_VALUE} if not at all. */
    public long deadline() {
        long soonest = Math.min(input.deadline(), pings.deadline());
        for (int i = 0; i < interfaces.size(); i++) {
            NetworkInterface on = interfaces.get(i);
            soonest = Math.min(soonest, on.neighbours().deadline());
            if (on.loopback().isPending()) soonest = Math.min(soonest, now());
        }
        return soonest;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    boolean isOwn(int address) {
        if (address == Ipv4Address.UNKNOWN) return false;
        for (int i = 0; i < interfaces.size(); i++) {
            if (interfaces.get(i).addressBits() == address) return true;
        }
        return false;
    }

    /** Nobody on that link answers for the address. */
    void lost(NetworkInterface on, int ip) {
        pings.lost(on, ip);
    }

    void arrive(NetworkInterface on, Frame frame) {
        inBurst = true;
        long to = frame.destination();
        if (frame.vlan() != 0) {
            counters.drop(StackDrop.TAGGED_FRAME);
        } else if (to != on.macBits() && !Frame.isGroup(to)) {
            counters.drop(StackDrop.FOREIGN_FRAME);
        } else {
            demultiplex(on, frame);
        }
    }

    void endBurst() {
        inBurst = false;
        flush();
    }

    private static void requireHost(Ipv4Address address, Ipv4Network network) {
        boolean all = network.isBroadcast(address.bits()) || (address.equals(network.base()) && network.prefix() < 31);
        if (!Ipv4Address.isUnicast(address.bits()) || all) {
            throw new IllegalArgumentException(address + " is the address of no host in " + network);
        }
    }

    private static void requireCarrier(Nic nic, int mtu) {
        if (nic.address().equals(MacAddress.NONE)) throw new IllegalArgumentException("the adapter has no address");
        int longest = nic.maxFrame() - Frame.HEADER_BYTES;
        if (mtu < Ipv4.SHORTEST_MTU || mtu > longest) {
            throw new IllegalArgumentException("the adapter carries packets of 68 to " + longest + " bytes: " + mtu);
        }
    }

    private void demultiplex(NetworkInterface on, Frame frame) {
        switch (frame.etherType()) {
            case Ipv4.ETHER_TYPE -> input.arrive(on, frame);
            case Arp.ETHER_TYPE -> on.neighbours().arrive(frame);
            default -> counters.drop(StackDrop.UNKNOWN_TYPE);
        }
    }

    private boolean hearOneself() {
        boolean heard = false;
        for (int i = 0; i < interfaces.size(); i++)
            heard |= interfaces.get(i).loopback().hear();
        inBurst = false;
        return heard;
    }
}
