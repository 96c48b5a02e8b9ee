package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Ipv4Network;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/**
 * An adapter with an IPv4 address, or one that is still to get one: where a host touches one network. Belongs to the
 * host's own thread.
 */
public final class NetworkInterface {

    /** The link of an adapter without address: not even a broadcast of its own. */
    private static final Ipv4Network NOBODY = new Ipv4Network(Ipv4Address.of(Ipv4Address.UNKNOWN), 32);

    private final Nic nic;
    private final long mac;
    private final int mtu;
    private final StackCounters counters;
    private final Frame frame = new Frame();
    private final Neighbours neighbours;
    private final Ipv4Packet seat = new Ipv4Packet(this);
    private final FrameSink arrivals;
    private final Loopback loopback;
    private int address = Ipv4Address.UNKNOWN;
    private Ipv4Network network = NOBODY;
    private boolean unflushed;

    NetworkInterface(Nic nic, int mtu, HostStack host) {
        this.nic = nic;
        this.mac = nic.address().bits();
        this.mtu = mtu;
        this.counters = host.counters();
        this.neighbours = new Neighbours(this, host);
        this.arrivals = new Arrivals(this, host);
        this.loopback = new Loopback(Frame.HEADER_BYTES + mtu, arrivals);
    }

    void take(Ipv4Address address, int prefix) {
        this.address = address.bits();
        this.network = Ipv4Network.around(address, prefix);
    }

    /** Whether it has an address by now. */
    public boolean hasAddress() {
        return address != Ipv4Address.UNKNOWN;
    }

    /** The host's address on this network; 0.0.0.0 if it has none yet. */
    public Ipv4Address address() {
        return Ipv4Address.of(address);
    }

    /** The addresses that are reached here without a router. */
    public Ipv4Network network() {
        return network;
    }

    /** The longest IPv4 packet sent here, header included, bytes. */
    public int mtu() {
        return mtu;
    }

    /** The adapter's own address. */
    public MacAddress mac() {
        return MacAddress.of(mac);
    }

    /** States for good who has an address on this link, so that nobody is asked and nobody else believed. */
    public void neighbour(Ipv4Address ip, MacAddress mac) {
        neighbours.state(ip.bits(), mac.bits());
    }

    /** Begins to hear the link. */
    void start() {
        nic.start(arrivals);
    }

    Loopback loopback() {
        return loopback;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /** Shows what arrives here, one packet at a time. */
    Ipv4Packet seat() {
        return seat;
    }

    long macBits() {
        return mac;
    }

    int addressBits() {
        return address;
    }

    boolean isBroadcast(int ip) {
        return ip == Ipv4Address.LIMITED_BROADCAST || network.isBroadcast(ip);
    }

    /**
     * Sends a packet to a host on this link, or to all of them.
     *
     * @param at where the frame begins in {@code memory}: the Ethernet header is written there, the packet follows it
     * @param length of the frame, bytes
     */
    Sent send(int nextHop, MemorySegment memory, long at, int length) {
        if (nextHop == address) return loop(memory, at, length);
        if (!isBroadcast(nextHop)) return neighbours.send(nextHop, memory, at, length);
        return emit(Frame.BROADCAST, Ipv4.ETHER_TYPE, memory, at, length);
    }

    /** Writes the Ethernet header and gives the frame to the adapter, which copies it. */
    Sent emit(long to, int etherType, MemorySegment memory, long at, int length) {
        write(to, etherType, memory, at);
        return emit(frame.lend(memory, at, length, Frame.UNTAGGED)) ? Sent.LEFT : Sent.NO_ROOM;
    }

    /** Gives a frame to the adapter as it is. */
    boolean emit(Frame whole) {
        unflushed = true;
        boolean taken = nic.accept(whole);
        if (!taken) counters.drop(StackDrop.NO_ROOM);
        return taken;
    }

    void flush() {
        if (!unflushed) return;
        unflushed = false;
        nic.flush();
    }

    @Override
    public String toString() {
        return address() + "/" + network.prefix() + " at " + mac();
    }

    private Sent loop(MemorySegment memory, long at, int length) {
        write(mac, Ipv4.ETHER_TYPE, memory, at);
        if (loopback.say(frame.lend(memory, at, length, Frame.UNTAGGED))) return Sent.LEFT;
        counters.drop(StackDrop.NO_ROOM);
        return Sent.NO_ROOM;
    }

    private void write(long to, int etherType, MemorySegment memory, long at) {
        BigEndian.putU48(memory, at, to);
        BigEndian.putU48(memory, at + 6, mac);
        BigEndian.putU16(memory, at + 12, etherType);
    }
}
