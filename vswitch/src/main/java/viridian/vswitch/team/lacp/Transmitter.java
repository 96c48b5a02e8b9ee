package viridian.vswitch.team.lacp;

import viridian.vswitch.frame.Frame;

/** Sends what is to be told, but never too much of it (IEEE 802.1AX-2008 section 5.4.16). */
final class Transmitter {

    /** No more than this in one {@link #INTERVAL_NANOS}, whatever happens. */
    private static final int MOST = 3;

    private static final long INTERVAL_NANOS = Lacp.SECOND;

    private final Lacp.Wire wire;
    private final int place;
    private final long[] sentAt = new long[MOST];
    private long sent;
    private long answered;

    Transmitter(Lacp.Wire wire, int place) {
        this.wire = wire;
        this.place = place;
    }

    /** Sends what the port has to tell; what may not be sent yet stays to be told. */
    void tick(LacpPort port, long now) {
        if (!port.periodic.mayTell()) {
            port.mustTell = false;
        } else if (port.mustTell && mayTell(now)) {
            sentAt[(int) (sent % MOST)] = now;
            port.mustTell = false;
            tell(port);
        }
    }

    private boolean mayTell(long now) {
        return sent < MOST || now - sentAt[(int) (sent % MOST)] >= INTERVAL_NANOS;
    }

    /** Sends at once, whatever was sent before. */
    void tell(LacpPort port) {
        sent++;
        wire.send(place, port.pdu().frame(port.address));
    }

    void answer(Frame response) {
        answered++;
        wire.send(place, response);
    }

    long sent() {
        return sent;
    }

    long answered() {
        return answered;
    }
}
