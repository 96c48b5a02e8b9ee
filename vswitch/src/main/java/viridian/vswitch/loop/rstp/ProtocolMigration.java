package viridian.vswitch.loop.rstp;

/** Finds out which of the protocols the neighbour understands (IEEE 802.1D-2004 section 17.24). */
final class ProtocolMigration implements Machine {

    private enum State {
        CHECKING_RSTP,
        SELECTING_STP,
        SENSING
    }

    private final BridgePort port;
    private State state = State.CHECKING_RSTP;

    ProtocolMigration(BridgePort port) {
        this.port = port;
        checkRstp();
    }

    @Override
    public boolean step() {
        return switch (state) {
            case CHECKING_RSTP -> checking();
            case SELECTING_STP -> (isCalm() || !port.portEnabled) && sense();
            case SENSING -> sensing();
        };
    }

    private boolean checking() {
        if (!port.portEnabled && port.timers.mdelayWhile != PortTimers.MIGRATE_SECONDS) return checkRstp();
        return isCalm() && sense();
    }

    private boolean sensing() {
        boolean rapidAgain = port.bridge.isRapid() && !port.sendRstp && port.rcvdRstp;
        if (!port.portEnabled || rapidAgain) return checkRstp();
        return port.sendRstp && port.rcvdStp && selectStp();
    }

    private boolean isCalm() {
        return port.timers.mdelayWhile == 0;
    }

    private boolean checkRstp() {
        state = State.CHECKING_RSTP;
        port.sendRstp = port.bridge.isRapid();
        port.timers.mdelayWhile = PortTimers.MIGRATE_SECONDS;
        return true;
    }

    private boolean selectStp() {
        state = State.SELECTING_STP;
        port.sendRstp = false;
        port.timers.mdelayWhile = PortTimers.MIGRATE_SECONDS;
        return true;
    }

    private boolean sense() {
        state = State.SENSING;
        port.rcvdRstp = false;
        port.rcvdStp = false;
        return true;
    }
}
