package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;

/**
 * The stations on one link, by IPv4 address: the ARP of one interface (RFC 826, RFC 1122 section 2.3.2).
 *
 * <p>It answers for the interface's own address only, also when the host has the asked one on another interface, and
 * learns as RFC 826 says: who asks us or answers us is added, who is known already is brought up to date.
 */
final class Neighbours {

    // RFC 1122 section 2.3.2.1 suggests a minute, and no more than one request a second for one address.
    private static final long LIFE_NANOS = 60_000_000_000L;
    private static final long ASK_AGAIN_NANOS = 1_000_000_000L;
    private static final int MOST_REQUESTS = 3; // our choice: a host that is there answers the first

    private static final int MOST = 1024; // our choice: four networks of 24 bits, so that forged senders fill no memory
    private static final int BUCKETS = 256;

    private final NetworkInterface on;
    private final HostStack host;
    private final @Nullable Neighbour[] buckets = new @Nullable Neighbour[BUCKETS];
    private final MemorySegment packet = MemorySegment.ofArray(new byte[Frame.HEADER_BYTES + Arp.BYTES]);
    private int size;

    Neighbours(NetworkInterface on, HostStack host) {
        this.on = on;
        this.host = host;
    }

    /** Sends a frame to whoever has this address, or keeps it while asking. */
    Sent send(int ip, MemorySegment memory, long at, int length) {
        Neighbour neighbour = find(ip);
        if (neighbour != null && neighbour.isKnown()) {
            return on.emit(neighbour.mac, Ipv4.ETHER_TYPE, memory, at, length);
        }
        if (neighbour == null) neighbour = askFor(ip);
        if (neighbour != null && neighbour.await(memory, at, length)) return Sent.WAITS;
        host.counters().drop(StackDrop.NEIGHBOUR_QUEUE_FULL);
        return Sent.NO_ROOM;
    }

    /** Takes a frame that says it holds an ARP packet. */
    void arrive(Frame frame) {
        MemorySegment in = frame.memory();
        long at = frame.offset() + Frame.HEADER_BYTES;
        StackDrop refused = refuses(in, at, frame.length() - Frame.HEADER_BYTES);
        if (refused != null) {
            host.counters().drop(refused);
            return;
        }
        int sender = Arp.senderIp(in, at);
        boolean forUs = on.hasAddress() && Arp.targetIp(in, at) == on.addressBits();
        if (Ipv4Address.isUnicast(sender)) learn(sender, Arp.senderMac(in, at), forUs);
        if (!forUs) host.counters().drop(StackDrop.NOT_FOR_US);
        else if (Arp.operation(in, at) == Arp.REQUEST) reply(Arp.senderMac(in, at), sender);
    }

    /** Whether it is being asked for without answer so far. */
    boolean isSought(int ip) {
        Neighbour neighbour = find(ip);
        return neighbour != null && !neighbour.isKnown();
    }

    void state(int ip, long mac) {
        Neighbour neighbour = find(ip);
        if (neighbour == null) neighbour = add(ip);
        if (neighbour == null)
            throw new IllegalStateException("no room for one more neighbour: " + MOST + " are known");
        neighbour.fixed = true;
        neighbour.deadline = Long.MAX_VALUE;
        become(neighbour, mac);
    }

    /** Forgets what was heard; what was stated, and questions still open, stay. */
    void forget() {
        for (Neighbour head : buckets) {
            for (Neighbour n = head; n != null; n = n.next) {
                if (n.isKnown() && !n.fixed) remove(n);
            }
        }
    }

    /** Asks again, gives up, forgets: whatever is due. */
    void poll(long now) {
        for (Neighbour due = soonest(); due != null && due.deadline <= now; due = soonest()) {
            if (due.isKnown()) remove(due);
            else if (due.asked < MOST_REQUESTS) ask(due, now);
            else giveUp(due);
        }
    }

    long deadline() {
        Neighbour soonest = soonest();
        return soonest == null ? Long.MAX_VALUE : soonest.deadline;
    }

    private @Nullable StackDrop refuses(MemorySegment in, long at, int available) {
        if (!Arp.isWellFormed(in, at, available)) return StackDrop.BAD_ARP;
        long sender = Arp.senderMac(in, at);
        if (sender == 0 || Frame.isGroup(sender)) return StackDrop.BAD_ARP;
        if (!on.hasAddress() || Arp.senderIp(in, at) != on.addressBits()) return null;
        return sender == on.macBits() ? StackDrop.NOT_FOR_US : StackDrop.ADDRESS_CONFLICT;
    }

    /** RFC 826, "Packet Reception": merge what is known, add only who speaks to us. */
    private void learn(int ip, long mac, boolean forUs) {
        Neighbour neighbour = find(ip);
        if (neighbour == null && forUs) neighbour = add(ip);
        if (neighbour == null || neighbour.fixed) return;
        neighbour.deadline = host.now() + LIFE_NANOS;
        become(neighbour, mac);
    }

    private void become(Neighbour neighbour, long mac) {
        neighbour.mac = mac;
        for (MemorySegment frame = neighbour.nextWaiting(); frame != null; frame = neighbour.nextWaiting()) {
            on.emit(mac, Ipv4.ETHER_TYPE, frame, 0, (int) frame.byteSize());
        }
    }

    private @Nullable Neighbour askFor(int ip) {
        Neighbour neighbour = add(ip);
        if (neighbour != null) ask(neighbour, host.now());
        return neighbour;
    }

    private void ask(Neighbour neighbour, long now) {
        neighbour.asked++;
        neighbour.deadline = now + ASK_AGAIN_NANOS;
        say(Frame.BROADCAST, Arp.REQUEST, 0, neighbour.ip);
    }

    private void reply(long mac, int ip) {
        say(mac, Arp.REPLY, mac, ip);
    }

    private void say(long to, int operation, long targetMac, int targetIp) {
        Arp.write(packet, Frame.HEADER_BYTES, operation, on.macBits(), on.addressBits(), targetMac, targetIp);
        on.emit(to, Arp.ETHER_TYPE, packet, 0, (int) packet.byteSize());
    }

    private void giveUp(Neighbour neighbour) {
        remove(neighbour);
        while (neighbour.nextWaiting() != null) host.counters().drop(StackDrop.NO_NEIGHBOUR);
        host.lost(on, neighbour.ip);
    }

    private @Nullable Neighbour find(int ip) {
        Neighbour neighbour = buckets[bucket(ip)];
        while (neighbour != null && neighbour.ip != ip) neighbour = neighbour.next;
        return neighbour;
    }

    private @Nullable Neighbour add(int ip) {
        if (size == MOST && !evict()) return null;
        Neighbour neighbour = new Neighbour(ip);
        neighbour.next = buckets[bucket(ip)];
        buckets[bucket(ip)] = neighbour;
        size++;
        return neighbour;
    }

    /** Makes room by forgetting who was heard of longest ago. */
    private boolean evict() {
        Neighbour oldest = null;
        for (Neighbour head : buckets) {
            for (Neighbour n = head; n != null; n = n.next) {
                if (n.isKnown() && !n.fixed && (oldest == null || n.deadline < oldest.deadline)) oldest = n;
            }
        }
        if (oldest != null) remove(oldest);
        return oldest != null;
    }

    private void remove(Neighbour gone) {
        int bucket = bucket(gone.ip);
        Neighbour before = buckets[bucket];
        if (before == gone) {
            buckets[bucket] = gone.next;
        } else {
            while (before != null && before.next != gone) before = before.next;
            if (before != null) before.next = gone.next;
        }
        size--;
    }

    private @Nullable Neighbour soonest() {
        Neighbour soonest = null;
        for (Neighbour head : buckets) {
            for (Neighbour n = head; n != null; n = n.next) {
                if (soonest == null || n.deadline < soonest.deadline) soonest = n;
            }
        }
        return soonest;
    }

    // The low bits tell the hosts of one network apart.
    private static int bucket(int ip) {
        return ip & (BUCKETS - 1);
    }
}
