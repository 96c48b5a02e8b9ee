package viridian.emulated.device;

/**
 * The sixteen control and status registers: what is only kept, what does something, and what each reads back as (21140A
 * Hardware Reference Manual, section 3.2). Guarded by the adapter's lock.
 */
final class Registers {

    private static final int ALWAYS_READ = -1;

    private static final int BUS_MODE_ONES = 0xFE00_0000;
    private static final int STATUS_ONES = 0xFC00_0000;
    private static final int BUS_ERROR_SHIFT = 23;
    private static final int TRANSMIT_STATE_SHIFT = 20;
    private static final int RECEIVE_STATE_SHIFT = 17;
    private static final int MASTER_ABORT = 1;
    private static final int OPERATION_MODE_RESET = 0x3200_0040;
    private static final int FILTER_BITS = Csr.HASH_FILTER | Csr.HASH_ONLY | Csr.INVERSE_FILTER;
    private static final int INTERRUPT_ENABLE_ONES = 0xFFFE_0000;
    private static final int LOOPBACK_MASK = 3;

    private final TransmitProcess transmit;
    private final ReceiveProcess receive;
    private final AddressFilter filter;
    private final InterruptStatus interrupts;
    private final MissedFrames missed;
    private final Wiring board;
    private final Watchdogs watchdogs;
    private final GeneralTimer timer;
    private final AutomaticPoll poll;
    private int busMode;
    private int receiveList;
    private int transmitList;
    private int mode;
    private boolean offTheBus;

    Registers(
            TransmitProcess transmit,
            ReceiveProcess receive,
            AddressFilter filter,
            InterruptStatus interrupts,
            MissedFrames missed,
            Wiring board,
            Watchdogs watchdogs,
            GeneralTimer timer,
            AutomaticPoll poll) {
        this.transmit = transmit;
        this.receive = receive;
        this.filter = filter;
        this.interrupts = interrupts;
        this.missed = missed;
        this.board = board;
        this.watchdogs = watchdogs;
        this.timer = timer;
        this.poll = poll;
        reset();
    }

    /** Registers, processes and filter as after power-on, the line down. */
    void reset() {
        offTheBus = false;
        transmit.reset();
        receive.reset();
        filter.reset();
        interrupts.reset();
        missed.reset();
        board.reset();
        watchdogs.reset();
        timer.reset();
        busMode(0);
        setMode(OPERATION_MODE_RESET);
        receiveList(0);
        transmitList(0);
    }

    int read(int register) {
        return switch (register) {
            case Csr.BUS_MODE -> busMode;
            case Csr.TRANSMIT_POLL, Csr.RECEIVE_POLL -> ALWAYS_READ;
            case Csr.RECEIVE_LIST -> receiveList;
            case Csr.TRANSMIT_LIST -> transmitList;
            case Csr.STATUS -> status();
            case Csr.OPERATION_MODE -> mode | filter.modeBits();
            case Csr.INTERRUPT_ENABLE -> INTERRUPT_ENABLE_ONES | interrupts.enabled();
            case Csr.MISSED_FRAMES -> missed.take();
            case Csr.SERIAL_ROM -> board.roms.read();
            case Csr.BOOT_ROM_ADDRESS -> board.roms.address();
            case Csr.TIMER -> timer.read();
            case Csr.GENERAL_PURPOSE -> board.pins.read();
            case Csr.WATCHDOG -> watchdogs.read();
            default -> 0;
        };
    }

    void write(int register, int value) {
        switch (register) {
            case Csr.BUS_MODE -> writeBusMode(value);
            case Csr.TRANSMIT_POLL -> transmit.poke();
            case Csr.RECEIVE_POLL -> receive.poke();
            case Csr.RECEIVE_LIST -> receiveList(value);
            case Csr.TRANSMIT_LIST -> transmitList(value);
            case Csr.STATUS -> interrupts.acknowledge(value);
            case Csr.OPERATION_MODE -> operationMode(value);
            case Csr.INTERRUPT_ENABLE -> interrupts.enable(value);
            case Csr.SERIAL_ROM -> board.roms.write(value);
            case Csr.BOOT_ROM_ADDRESS -> board.roms.address(value);
            case Csr.TIMER -> timer.write(value, mode);
            case Csr.GENERAL_PURPOSE -> board.pins.write(value);
            case Csr.WATCHDOG -> watchdogs.write(value);
            default -> {}
        }
    }

    /** The operation mode as the driver set it (CSR6). */
    int mode() {
        return mode;
    }

    /** 0 when frames go to the wire, 1 in internal and 2 in external loopback. */
    int loopback() {
        return (mode >> Csr.LOOPBACK_SHIFT) & LOOPBACK_MASK;
    }

    /** Whether every frame meets collisions, which is for trying out drivers in internal loopback. */
    boolean collides() {
        return (mode & Csr.FORCE_COLLISIONS) != 0 && loopback() == 1;
    }

    /** An address led nowhere: nothing is fetched or stored until the next reset. */
    void fail() {
        offTheBus = true;
        transmit.reset();
        receive.reset();
        interrupts.set(Csr.FATAL_BUS_ERROR);
    }

    private int status() {
        return STATUS_ONES
                | (offTheBus ? MASTER_ABORT << BUS_ERROR_SHIFT : 0)
                | (transmit.state().code << TRANSMIT_STATE_SHIFT)
                | (receive.state().code << RECEIVE_STATE_SHIFT)
                | interrupts.pending();
    }

    private void writeBusMode(int value) {
        if ((value & Csr.SOFTWARE_RESET) != 0) softwareReset();
        else busMode(value);
    }

    /** Drivers choose the port first and reset then, so that the chip wakes up on it. */
    private void softwareReset() {
        int port = mode & Csr.FAST_PORT;
        reset();
        setMode(OPERATION_MODE_RESET | port);
    }

    private void busMode(int value) {
        busMode = value | BUS_MODE_ONES;
        BusMode lists = BusMode.of(value);
        transmit.mode(lists);
        receive.mode(lists);
        poll.mode(value);
    }

    private void receiveList(int value) {
        receiveList = value & ~3;
        receive.list(value);
    }

    private void transmitList(int value) {
        transmitList = value & ~3;
        transmit.list(value);
    }

    /** Drivers write CSR6 often: only a change of the start bits starts or stops. */
    private void operationMode(int value) {
        int changed = mode ^ value;
        setMode(value);
        if (offTheBus) return;
        if ((changed & Csr.START_TRANSMIT) != 0) startTransmit((value & Csr.START_TRANSMIT) != 0);
        if ((changed & Csr.START_RECEIVE) != 0) startReceive((value & Csr.START_RECEIVE) != 0);
    }

    private void setMode(int value) {
        mode = (value & ~FILTER_BITS) | Csr.MUST_BE_ONE;
        transmit.threshold(TransmitThreshold.bytes(value));
        receive.passBad((value & Csr.PASS_BAD) != 0);
    }

    private void startTransmit(boolean on) {
        if (on) transmit.start();
        else transmit.stop();
    }

    private void startReceive(boolean on) {
        if (on) receive.start();
        else receive.stop();
    }
}
