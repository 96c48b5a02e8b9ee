package viridian.lab.service;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import viridian.offload.wire.Ipv4Address;

/** A link with hosts on it, for tests of what is said above it: datagrams wait until they are delivered, or are lost. */
final class Town {

    /** Nanoseconds from any beginning. */
    long now = 5_000_000_000L;

    final Queue<String> told = new ArrayDeque<>();
    int said;

    private final Map<Peer, DatagramReceiver> open = new HashMap<>();
    private final Queue<Runnable> underWay = new ArrayDeque<>();
    private final SplittableRandom chance;
    private final double loss;
    private int nextPort = 50_000;

    Town() {
        this(0, 0);
    }

    Town(double loss, long seed) {
        this.loss = loss;
        this.chance = new SplittableRandom(seed);
    }

    static Ipv4Address ip(String text) {
        return Ipv4Address.parse(text);
    }

    /** The ports of the host with this address. */
    DatagramPorts host(Ipv4Address address) {
        return (number, receiver) -> open(new Peer(address, number == 0 ? nextPort++ : number), receiver);
    }

    private DatagramPort open(Peer own, DatagramReceiver receiver) throws IOException {
        if (open.putIfAbsent(own, receiver) != null) throw new IOException("UDP port in use: " + own);
        return new DatagramPort() {
            @Override
            public boolean send(Peer to, byte[] bytes, int length) {
                said++;
                byte[] copy = Arrays.copyOf(bytes, length);
                if (chance.nextDouble() >= loss) underWay.add(() -> deliver(own, to, copy));
                return true;
            }

            @Override
            public void close() {
                open.remove(own);
            }
        };
    }

    private void deliver(Peer from, Peer to, byte[] bytes) {
        if (to.address().bits() != Ipv4Address.LIMITED_BROADCAST) {
            DatagramReceiver receiver = open.get(to);
            if (receiver != null) receiver.receive(from, bytes);
            return;
        }
        for (Map.Entry<Peer, DatagramReceiver> one : Map.copyOf(open).entrySet()) {
            boolean other = !one.getKey().address().equals(from.address());
            if (other && one.getKey().port() == to.port()) one.getValue().receive(from, bytes.clone());
        }
    }

    /** Delivers everything, and what is said to that. */
    void settle() {
        for (Runnable next = underWay.poll(); next != null; next = underWay.poll()) next.run();
    }

    void pass(long nanos) {
        now += nanos;
    }
}
