package viridian.vswitch.team;

import java.util.BitSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/**
 * Tells the network where stations are found after they got another home: a frame with the station's address as its source,
 * to everybody in its VLAN. Its type is RARP, which every switch floods and no host answers, and which hypervisors use for
 * this. Used by the clock's thread only.
 */
final class Announcements {

    /** Reverse ARP, and a request for the station's own IP address (RFC 903). */
    private static final int RARP = 0x8035;

    private static final byte[] REQUEST = {0, 1, 8, 0, 6, 4, 0, 3};

    /** Our choice: at ten ticks a second 2,560 short frames, less than 1.5 Mbit/s. */
    static final int MOST_IN_A_TICK = 256;

    private final RecentSources sources;
    private final BitSet moved = new BitSet(Buckets.COUNT);
    private int place = RecentSources.PLACES;
    private long sent;

    Announcements(RecentSources sources) {
        this.sources = sources;
    }

    /** These parts of the stations moved; whatever was to be told before is told as it is now. */
    void begin(Buckets before, Buckets after) {
        if (isDone()) moved.clear();
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            if (before.member(bucket) != after.member(bucket)) moved.set(bucket);
        }
        place = 0;
    }

    boolean isDone() {
        return place == RecentSources.PLACES;
    }

    /** Tells of some stations: the rest has to wait for the next time. */
    void tell(Buckets homes, Member[] members) {
        int left = MOST_IN_A_TICK;
        for (; left > 0 && !isDone(); place++) {
            long station = sources.at(place);
            if (station == RecentSources.NONE) continue;
            int vlan = (int) (station >>> 48);
            MacAddress address = MacAddress.of(station & Frame.BROADCAST);
            int bucket = Buckets.bucket(FlowHash.station(address.bits(), vlan));
            int home = homes.member(bucket);
            if (!moved.get(bucket) || home == Buckets.NOBODY) continue;
            sources.sent(station); // it may come back, like any frame of ours
            members[home].send(frame(address, vlan));
            sent++;
            left--;
        }
        for (Member member : members) member.flush();
    }

    static Frame frame(MacAddress station, int vlan) {
        byte[] payload = new byte[28];
        System.arraycopy(REQUEST, 0, payload, 0, REQUEST.length);
        for (int i = 0; i < 6; i++) {
            byte octet = (byte) (station.bits() >>> (40 - 8 * i));
            payload[8 + i] = octet;
            payload[18 + i] = octet;
        }
        FrameBuilder frame = FrameBuilder.broadcast(station).type(RARP).payload(payload);
        return vlan == 0 ? frame.build() : frame.vlan(vlan).build();
    }

    /** How many were sent so far. */
    long sent() {
        return sent;
    }
}
