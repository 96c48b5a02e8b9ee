package viridian.vswitch.team.lacp;

import viridian.vswitch.team.lacp.LacpPort.Selection;
import viridian.vswitch.team.lacp.LacpState.Bit;

/** What is believed of the partner, and for how long (IEEE 802.1AX-2008 section 5.4.12). */
final class ReceiveMachine {

    /** INITIALIZE is passed through at once, and LACP_DISABLED is no team, so neither is a state to be in. */
    enum State {
        PORT_DISABLED,
        /** The partner has been silent, or the link is new; it is given a short time. */
        EXPIRED,
        /** There is no partner. */
        DEFAULTED,
        CURRENT
    }

    // Section 5.4.4
    private static final long SHORT_TIMEOUT_NANOS = 3 * Lacp.SECOND;
    private static final long LONG_TIMEOUT_NANOS = 90 * Lacp.SECOND;

    private static final Bit[] TOLD_BACK = {Bit.ACTIVE, Bit.SHORT_TIMEOUT, Bit.SYNCHRONIZATION, Bit.AGGREGATION};

    private final LacpPort port;
    private State state = State.PORT_DISABLED;
    private long deadline;

    ReceiveMachine(LacpPort port) {
        this.port = port;
    }

    State state() {
        return state;
    }

    void tick(long now) {
        if (!port.enabled) {
            if (state != State.PORT_DISABLED) disable();
        } else if (state == State.PORT_DISABLED || (state == State.CURRENT && isDue(now))) {
            expire(now);
        } else if (state == State.EXPIRED && isDue(now)) {
            byDefault();
        }
    }

    private boolean isDue(long now) {
        return now - deadline >= 0;
    }

    private void disable() {
        state = State.PORT_DISABLED;
        port.assume(Bit.SYNCHRONIZATION, false);
    }

    private void expire(long now) {
        state = State.EXPIRED;
        port.assume(Bit.SYNCHRONIZATION, false);
        port.assume(Bit.SHORT_TIMEOUT, true);
        port.say(Bit.EXPIRED, true);
        deadline = now + SHORT_TIMEOUT_NANOS;
    }

    private void byDefault() {
        state = State.DEFAULTED;
        port.selected = Selection.UNSELECTED;
        forgetPartner();
        port.say(Bit.EXPIRED, false);
    }

    /** The partner's port was plugged in elsewhere while this link is down (port_moved in figure 5-10). */
    void partnerMoved() {
        port.selected = Selection.UNSELECTED;
        forgetPartner();
    }

    private void forgetPartner() {
        port.partner = LacpEnd.NOBODY;
        port.say(Bit.DEFAULTED, true);
    }

    /** A LACPDU came; the link is up. */
    void arrive(LacpPdu pdu, long now) {
        if (!port.partner.isSamePort(pdu.actor())) port.selected = Selection.UNSELECTED;
        if (!knowsUs(pdu)) port.mustTell = true;
        record(pdu);
        state = State.CURRENT;
        port.say(Bit.EXPIRED, false);
        deadline = now + (port.says(Bit.SHORT_TIMEOUT) ? SHORT_TIMEOUT_NANOS : LONG_TIMEOUT_NANOS);
    }

    /** update_NTT: whether the partner has this end as it is. */
    private boolean knowsUs(LacpPdu pdu) {
        if (!pdu.partner().isSamePort(port.actor)) return false;
        for (Bit bit : TOLD_BACK) {
            if (!pdu.partner().state().agrees(port.actor.state(), bit)) return false;
        }
        return true;
    }

    /** recordPDU. The partner is in step only if what it is in step with is this end, and somebody keeps the link alive. */
    private void record(LacpPdu pdu) {
        LacpState says = pdu.actor().state();
        boolean meansUs = pdu.partner().isSamePort(port.actor) || !says.is(Bit.AGGREGATION);
        boolean isKeptAlive = says.is(Bit.ACTIVE)
                || (port.says(Bit.ACTIVE) && pdu.partner().state().is(Bit.ACTIVE));
        boolean inStep = meansUs && isKeptAlive && says.is(Bit.SYNCHRONIZATION);
        port.partner = pdu.actor().with(Bit.SYNCHRONIZATION, inStep);
        port.say(Bit.DEFAULTED, false);
    }
}
