package viridian.synthetic.host;

import java.util.function.Consumer;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * Which frames a guest wants to hear: the value of OID_GEN_CURRENT_PACKET_FILTER and the multicast list beside it. Wants
 * nothing at first.
 */
final class PacketFilter {

    /** Frames to the adapter's own address. */
    static final int DIRECTED = 0x01;

    /** Frames to the groups of the multicast list. */
    static final int MULTICAST = 0x02;

    static final int ALL_MULTICAST = 0x04;
    static final int BROADCAST = 0x08;

    /** Everything that comes. */
    static final int PROMISCUOUS = 0x20;

    /** Addresses in a multicast list, at most: our choice. */
    static final int LIST_LIMIT = 32;

    private static final long[] NO_GROUPS = {};

    private final long address;
    private final Consumer<Boolean> park;
    private volatile int wanted;
    private volatile long[] groups = NO_GROUPS;

    /** A filter of an adapter; {@code park} is told whether the guest wants nothing at all. */
    PacketFilter(MacAddress address, Consumer<Boolean> park) {
        this.address = address.bits();
        this.park = park;
    }

    int wanted() {
        return wanted;
    }

    void want(int wanted) {
        this.wanted = wanted;
        park.accept(wanted == 0);
    }

    /** The multicast list. */
    long[] groups() {
        return groups.clone();
    }

    /** The multicast list; at most {@link #LIST_LIMIT} of it is listened to. */
    void join(long[] groups) {
        this.groups = groups.clone();
    }

    boolean passes(Frame frame) {
        int wanted = this.wanted;
        if ((wanted & PROMISCUOUS) != 0) return true;
        long destination = frame.destination();
        if (destination == Frame.BROADCAST) return (wanted & BROADCAST) != 0;
        if (!Frame.isGroup(destination)) return (wanted & DIRECTED) != 0 && destination == address;
        return (wanted & ALL_MULTICAST) != 0 || ((wanted & MULTICAST) != 0 && isJoined(destination));
    }

    private boolean isJoined(long destination) {
        for (long group : groups) {
            if (group == destination) return true;
        }
        return false;
    }
}
