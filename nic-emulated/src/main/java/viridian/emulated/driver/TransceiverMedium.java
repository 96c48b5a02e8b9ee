package viridian.emulated.driver;

import viridian.emulated.device.Csr;

/** A medium behind a transceiver (IEEE 802.3, section 22.2.4), looked for and set as the Linux tulip driver does it. */
final class TransceiverMedium implements Medium {

    private static final int CONTROL = 0;
    private static final int STATUS = 1;
    private static final int ADVERTISEMENT = 4;
    private static final int PARTNER = 5;

    private static final int CONTROL_NEGOTIATE = 1 << 12;
    private static final int CONTROL_RESET = 1 << 15;
    private static final int STATUS_LINK = 1 << 2;
    private static final int STATUS_MEDIA = 0x7800;
    private static final int STATUS_T4 = 1 << 15;
    private static final int NOBODY = 0xFFFF;
    private static final int FULL_DUPLEX = 0x0140;
    private static final int FAST_FULL_DUPLEX = 0x0100;
    private static final int FAST = 0x0380;

    private static final int MODE = Csr.MUST_BE_ONE | 0x000E_0000; // fast port, no heartbeat, capture effect
    private static final int FULL_DUPLEX_MODE = 1 << 9;

    private static final int TRANSCEIVERS = 32;

    /** The number in the serial ROM, which Linux takes for an index into what it has found. */
    private static final int LISTED = 1;

    private static final int NOBODY_LISTED_SECOND = 0;
    private static final int RESET_POLLS = 10;
    private static final long WITH_LINK_NANOS = 60_000_000_000L;
    private static final long WITHOUT_LINK_NANOS = 3_000_000_000L;

    private final RegisterPorts ports;
    private final TransceiverPort transceivers;
    private final Board board;
    private int transceiver = LISTED;
    private int mode = MODE;
    private boolean link;

    TransceiverMedium(RegisterPorts ports, Board board) {
        this.ports = ports;
        this.transceivers = new TransceiverPort(ports);
        this.board = board;
    }

    @Override
    public int mode() {
        return mode;
    }

    @Override
    public int modeBeforeReset() {
        return Csr.FAST_PORT;
    }

    @Override
    public void find() {
        awaitReset();
        for (int i = 1; i <= TRANSCEIVERS; i++) {
            int number = i % TRANSCEIVERS;
            if (isThere(transceivers.read(number, STATUS))) use(number);
        }
    }

    private static boolean isThere(int status) {
        return status != NOBODY && (status & STATUS_T4) == 0 && (status & STATUS_MEDIA) != 0;
    }

    /** It shall negotiate, and nothing is forced upon it. */
    private void use(int number) {
        transceiver = number;
        int control = transceivers.read(number, CONTROL);
        var _ = transceivers.read(number, ADVERTISEMENT);
        if (control != CONTROL_NEGOTIATE) transceivers.write(number, CONTROL, CONTROL_NEGOTIATE);
    }

    @Override
    public void select() {
        awaitReset();
        transceivers.write(NOBODY_LISTED_SECOND, ADVERTISEMENT, board.advertisement());
    }

    private void awaitReset() {
        ports.write(Csr.GENERAL_PURPOSE, board.directions() | Csr.PIN_DIRECTIONS);
        ports.read(Csr.GENERAL_PURPOSE);
        for (int i = 0; i < RESET_POLLS; i++) {
            int control = transceivers.read(LISTED, CONTROL);
            if (control == NOBODY || (control & CONTROL_RESET) == 0) break;
        }
        ports.read(Csr.GENERAL_PURPOSE);
    }

    @Override
    public boolean sense() {
        ports.read(Csr.GENERAL_PURPOSE);
        int status = transceivers.read(transceiver, STATUS);
        int partner = transceivers.read(transceiver, PARTNER);
        // A link that was lost is down once, even if it is back.
        if ((status & STATUS_LINK) == 0) status = transceivers.read(transceiver, STATUS);
        link = status != NOBODY && (status & STATUS_LINK) != 0;
        if (link) agree(partner & board.advertisement());
        return link;
    }

    private void agree(int negotiated) {
        boolean full = (negotiated & FAST_FULL_DUPLEX) != 0 || (negotiated & (FULL_DUPLEX | FAST)) == FULL_DUPLEX;
        boolean slow = (negotiated & FAST) == 0;
        mode = MODE | (full ? FULL_DUPLEX_MODE : 0) | (slow ? Csr.SLOW_THRESHOLDS : 0);
    }

    @Override
    public long senseAgainNanos() {
        return link ? WITH_LINK_NANOS : WITHOUT_LINK_NANOS;
    }
}
