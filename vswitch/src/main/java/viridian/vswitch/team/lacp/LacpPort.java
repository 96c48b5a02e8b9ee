package viridian.vswitch.team.lacp;

import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.team.lacp.LacpState.Bit;

/** One end of one link: the variables its machines share (IEEE 802.1AX-2008 section 5.4.8). */
final class LacpPort {

    /** Whether the link is to be in the aggregate (section 5.4.8, Selected). */
    enum Selection {
        UNSELECTED,
        SELECTED,
        /** It belongs there, but there are enough. */
        STANDBY
    }

    final MacAddress address;
    final ReceiveMachine receive = new ReceiveMachine(this);
    final PeriodicMachine periodic = new PeriodicMachine(this);
    final MuxMachine mux = new MuxMachine(this);
    final Transmitter transmitter;

    boolean enabled;
    Selection selected = Selection.UNSELECTED;
    LacpEnd actor;
    LacpEnd partner = LacpEnd.NOBODY;

    /** Need To Transmit: the partner does not know yet what it should. */
    boolean mustTell;

    /** @param number of the port, from 1 */
    LacpPort(int number, MacAddress address, LacpSettings settings, Transmitter transmitter) {
        this.address = address.equals(MacAddress.NONE) ? settings.system() : address;
        this.transmitter = transmitter;
        LacpState state = LacpState.of(Bit.AGGREGATION, Bit.DEFAULTED)
                .with(Bit.ACTIVE, settings.active())
                .with(Bit.SHORT_TIMEOUT, settings.fast());
        this.actor = new LacpEnd(
                settings.systemPriority(), settings.system(), settings.key(), settings.portPriority(), number, state);
    }

    boolean says(Bit bit) {
        return actor.state().is(bit);
    }

    void say(Bit bit, boolean on) {
        actor = actor.with(bit, on);
    }

    boolean hears(Bit bit) {
        return partner.state().is(bit);
    }

    void assume(Bit bit, boolean on) {
        partner = partner.with(bit, on);
    }

    /** Whether there is somebody at the other end to be aggregated with. */
    boolean hasPartner() {
        return enabled && !says(Bit.DEFAULTED);
    }

    void leave() {
        for (Bit bit : new Bit[] {Bit.SYNCHRONIZATION, Bit.COLLECTING, Bit.DISTRIBUTING}) say(bit, false);
    }

    LacpPdu pdu() {
        return new LacpPdu(actor, partner, 0);
    }
}
