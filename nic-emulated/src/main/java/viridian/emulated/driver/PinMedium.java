package viridian.emulated.driver;

import viridian.emulated.device.Csr;

/** A medium set by the general purpose port, where one pin is the link. */
final class PinMedium implements Medium {

    private static final long EVERY_NANOS = 2_000_000_000L;

    private final RegisterPorts ports;
    private final Board board;

    PinMedium(RegisterPorts ports, Board board) {
        this.ports = ports;
        this.board = board;
    }

    @Override
    public int mode() {
        return board.mode();
    }

    @Override
    public void find() {}

    @Override
    public int modeBeforeReset() {
        return 0;
    }

    @Override
    public void select() {
        ports.write(Csr.GENERAL_PURPOSE, board.directions() | Csr.PIN_DIRECTIONS);
        ports.write(Csr.GENERAL_PURPOSE, board.pins());
    }

    @Override
    public boolean sense() {
        int pins = ports.read(Csr.GENERAL_PURPOSE);
        return board.sensePin() == 0 || (pins & board.sensePin()) != 0;
    }

    @Override
    public long senseAgainNanos() {
        return EVERY_NANOS;
    }
}
