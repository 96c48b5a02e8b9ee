package viridian.vswitch.team.lacp;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.team.lacp.LacpPort.Selection;
import viridian.vswitch.team.lacp.LacpState.Bit;

/**
 * A system that aggregates links with one partner (IEEE 802.1AX-2008 chapter 5). It has one aggregator, a mux with
 * independent control, and links too many stand by. Links are called by their place, from 0; on the wire a port's number is
 * its place and 1.
 *
 * <p>No thread and no clock: who owns it says what time it is. Not safe for several threads. Time is nanoseconds from any
 * beginning, the same one in all calls.
 */
public final class Lacp {

    static final long SECOND = 1_000_000_000L;

    /** Where frames of the protocol go. */
    @FunctionalInterface
    public interface Wire {
        /** Sends a frame on the link at this place; it is a frame of its own, and may be kept. */
        void send(int place, Frame frame);
    }

    private final LacpSettings settings;
    private final LacpPort[] ports;
    private final Counts[] counts;
    private @Nullable LagIdentifier chosen;

    /** @param addresses of the links, in their order */
    public Lacp(LacpSettings settings, List<MacAddress> addresses, Wire wire) {
        this.settings = settings;
        this.ports = new LacpPort[addresses.size()];
        this.counts = new Counts[ports.length];
        for (int place = 0; place < ports.length; place++) {
            Transmitter transmitter = new Transmitter(wire, place);
            ports[place] = new LacpPort(place + 1, addresses.get(place), settings, transmitter);
            counts[place] = new Counts();
        }
    }

    /** A link went up or down. */
    public void link(int place, boolean up, long now) {
        ports[place].enabled = up;
        proceed(now);
    }

    /** A frame of a slow protocol came. Whatever is in it, it ends here. */
    public void arrive(int place, Frame frame, long now) {
        LacpPort port = ports[place];
        LacpPdu pdu = LacpPdu.read(frame);
        MarkerPdu marker = MarkerPdu.read(frame);
        if (pdu != null) {
            counts[place].received++;
            if (port.enabled) arrive(port, pdu, now);
        } else if (marker != null) {
            // An answer to a question never asked needs none.
            if (port.enabled && !marker.isResponse()) {
                port.transmitter.answer(marker.response().frame(port.address));
            }
        } else if (isOfAnotherProtocol(frame)) {
            counts[place].unknown++;
        } else {
            counts[place].malformed++;
        }
    }

    private static boolean isOfAnotherProtocol(Frame frame) {
        return SlowProtocols.subtype(frame) > SlowProtocols.MARKER;
    }

    private void arrive(LacpPort port, LacpPdu pdu, long now) {
        for (LacpPort other : ports) {
            if (!other.enabled && other.partner.isSamePort(pdu.actor())) other.receive.partnerMoved();
        }
        port.receive.arrive(pdu, now);
        proceed(now);
    }

    /** Does what is due. A tenth of a second late is in time. */
    public void tick(long now) {
        proceed(now);
    }

    private void proceed(long now) {
        for (LacpPort port : ports) {
            port.receive.tick(now);
            port.periodic.tick(now);
        }
        boolean moved = true;
        while (moved) moved = step(now);
        for (LacpPort port : ports) port.transmitter.tick(port, now);
    }

    private boolean step(long now) {
        select();
        boolean ready = true;
        for (LacpPort port : ports) ready &= !port.mux.isWaiting(now);
        boolean moved = false;
        for (LacpPort port : ports) moved |= port.mux.step(ready, now);
        return moved;
    }

    /** Selection logic (section 5.4.14): which links belong together, and which of them are used. */
    private void select() {
        chosen = choose();
        for (LacpPort port : ports) {
            Selection wanted = wanted(port);
            // Who was unselected leaves the aggregate before it may come back: what it had agreed on holds no more.
            boolean mustLeave = port.selected == Selection.UNSELECTED && port.mux.state() != MuxMachine.State.DETACHED;
            if (!mustLeave) port.selected = wanted;
        }
    }

    private Selection wanted(LacpPort port) {
        if (!isUsable(port) || !LagIdentifier.of(port).equals(chosen)) return Selection.UNSELECTED;
        int before = 0;
        for (LacpPort other : ports) {
            if (isUsable(other) && LagIdentifier.of(other).equals(chosen) && precedes(other, port)) before++;
        }
        return before < settings.links() ? Selection.SELECTED : Selection.STANDBY;
    }

    /** A cable between two of our own ports leads nowhere. */
    private boolean isUsable(LacpPort port) {
        return port.hasPartner() && !port.partner.system().equals(settings.system());
    }

    /** Which of two links is used if only one is: the system of the lower identifier says (section 5.4.14.2 c). */
    private static boolean precedes(LacpPort one, LacpPort other) {
        if (one == other) return false;
        boolean oursDecides = one.actor.isSystemBelow(one.partner);
        LacpEnd first = oursDecides ? one.actor : one.partner;
        LacpEnd second = oursDecides ? other.actor : other.partner;
        return Integer.compareUnsigned(first.portIdentifier(), second.portIdentifier()) < 0;
    }

    /** The partner that carries frames already; failing that the one most links lead to. */
    private @Nullable LagIdentifier choose() {
        LagIdentifier best = null;
        int most = 0;
        for (LacpPort port : ports) {
            if (!isUsable(port)) continue;
            LagIdentifier lag = LagIdentifier.of(port);
            if (lag.equals(chosen) && port.says(Bit.COLLECTING)) return chosen;
            int links = links(lag);
            if (links > most) {
                best = lag;
                most = links;
            }
        }
        return best;
    }

    private int links(LagIdentifier lag) {
        int links = 0;
        for (LacpPort port : ports) {
            if (isUsable(port) && LagIdentifier.of(port).equals(lag)) links++;
        }
        return links;
    }

    /** Whether frames that arrive on this link are to be taken. */
    public boolean collects(int place) {
        return ports[place].says(Bit.COLLECTING);
    }

    /** Whether frames may be sent on this link. */
    public boolean distributes(int place) {
        return ports[place].says(Bit.DISTRIBUTING);
    }

    /** Tells the partner on every link that it is over, so that it need not find out by silence. */
    public void leave() {
        for (LacpPort port : ports) {
            port.leave();
            if (port.periodic.mayTell()) port.transmitter.tell(port);
        }
    }

    public LacpReport report(int place) {
        LacpPort port = ports[place];
        return new LacpReport(
                port.actor,
                port.partner,
                words(port.selected),
                words(port.receive.state()),
                words(port.mux.state()),
                counts[place].received,
                port.transmitter.sent(),
                port.transmitter.answered(),
                counts[place].unknown,
                counts[place].malformed);
    }

    private static String words(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static final class Counts {
        long received;
        long unknown;
        long malformed;
    }

    /**
     * What links in one aggregate have in common (section 5.3.6); a link whose partner does not aggregate is alone.
     *
     * @param alone number of the only port, or 0
     */
    private record LagIdentifier(int systemPriority, MacAddress system, int key, int alone) {
        static LagIdentifier of(LacpPort port) {
            LacpEnd partner = port.partner;
            int alone = port.hears(Bit.AGGREGATION) ? 0 : port.actor.port();
            return new LagIdentifier(partner.systemPriority(), partner.system(), partner.key(), alone);
        }
    }
}
