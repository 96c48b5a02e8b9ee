package viridian.emulated.device;

/**
 * The sixteen control and status registers: what is only kept, what does something, and what each reads back as (21140A
 * Hardware Reference Manual, section 3.2). Guarded by the adapter's lock.
 *
 * <p>The timer of CSR11 and the automatic polling of CSR0 are kept and do nothing: drivers of this adapter poke.
 */
final class Registers {

    private static final int COUNT = 16;
    private static final int ALWAYS_READ = -1;

    private static final int BUS_MODE_ONES = 0xFE00_0000;
    private static final int GAP_SHIFT = 2;
    private static final int GAP_MASK = 0x1F;
    private static final int STATUS_ONES = 0xFC00_0000;
    private static final int BUS_ERROR_SHIFT = 23;
    private static final int TRANSMIT_STATE_SHIFT = 20;
    private static final int RECEIVE_STATE_SHIFT = 17;
    private static final int MASTER_ABORT = 1;
    private static final int OPERATION_MODE_RESET = 0x3200_0040;
    private static final int FILTER_BITS = Csr.HASH_FILTER | Csr.HASH_ONLY | Csr.INVERSE_FILTER;
    private static final int INTERRUPT_ENABLE_ONES = 0xFFFE_0000;
    private static final int SERIAL_ROM_RESET = 0xFFF4_83FF;
    private static final int TIMER_ONES = 0xFFFE_0000;
    private static final int WATCHDOG_RESET = 0xFFFF_FEC8;
    private static final int LOOPBACK_MASK = 3;

    private final TransmitProcess transmit;
    private final ReceiveProcess receive;
    private final AddressFilter filter;
    private final InterruptStatus interrupts;
    private final MissedFrames missed;
    private final SerialRom rom;
    private final GeneralPurposePort port;
    private final int[] kept = new int[COUNT];
    private boolean offTheBus;

    Registers(
            TransmitProcess transmit,
            ReceiveProcess receive,
            AddressFilter filter,
            InterruptStatus interrupts,
            MissedFrames missed,
            SerialRom rom,
            GeneralPurposePort port) {
        this.transmit = transmit;
        this.receive = receive;
        this.filter = filter;
        this.interrupts = interrupts;
        this.missed = missed;
        this.rom = rom;
        this.port = port;
        reset();
    }

    /** The software reset: registers, processes and filter as after power-on, the line down. */
    void reset() {
        transmit.reset();
        receive.reset();
        filter.reset();
        interrupts.reset();
        missed.reset();
        port.reset();
        offTheBus = false;
        for (int register = 0; register < COUNT; register++) kept[register] = initial(register);
        transmit.gap(0);
        receive.gap(0);
        transmit.list(0);
        receive.list(0);
    }

    private static int initial(int register) {
        return switch (register) {
            case Csr.BUS_MODE -> BUS_MODE_ONES;
            case Csr.TRANSMIT_POLL, Csr.RECEIVE_POLL -> ALWAYS_READ;
            case Csr.OPERATION_MODE -> OPERATION_MODE_RESET;
            case Csr.SERIAL_ROM -> SERIAL_ROM_RESET;
            case Csr.TIMER -> TIMER_ONES;
            case Csr.WATCHDOG -> WATCHDOG_RESET;
            default -> 0;
        };
    }

    int read(int register) {
        return switch (register) {
            case Csr.STATUS -> status();
            case Csr.OPERATION_MODE -> kept[register] | filter.modeBits();
            case Csr.INTERRUPT_ENABLE -> INTERRUPT_ENABLE_ONES | interrupts.enabled();
            case Csr.MISSED_FRAMES -> missed.take();
            case Csr.SERIAL_ROM -> romPins();
            case Csr.GENERAL_PURPOSE -> port.read();
            default -> kept[register];
        };
    }

    void write(int register, int value) {
        switch (register) {
            case Csr.BUS_MODE -> busMode(value);
            case Csr.TRANSMIT_POLL -> transmit.poke();
            case Csr.RECEIVE_POLL -> receive.poke();
            case Csr.RECEIVE_LIST -> receiveList(value);
            case Csr.TRANSMIT_LIST -> transmitList(value);
            case Csr.STATUS -> interrupts.acknowledge(value);
            case Csr.OPERATION_MODE -> operationMode(value);
            case Csr.INTERRUPT_ENABLE -> interrupts.enable(value);
            case Csr.SERIAL_ROM -> moveRomPins(value);
            case Csr.BOOT_ROM_ADDRESS, Csr.WATCHDOG -> kept[register] = value;
            case Csr.TIMER -> kept[register] = value | TIMER_ONES;
            case Csr.GENERAL_PURPOSE -> port.write(value);
            default -> {}
        }
    }

    /** The operation mode as the driver set it (CSR6). */
    int mode() {
        return kept[Csr.OPERATION_MODE];
    }

    /** 0 when frames go to the wire, 1 in internal and 2 in external loopback. */
    int loopback() {
        return (mode() >> Csr.LOOPBACK_SHIFT) & LOOPBACK_MASK;
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

    private void busMode(int value) {
        if ((value & Csr.SOFTWARE_RESET) != 0) {
            reset();
            return;
        }
        kept[Csr.BUS_MODE] = value | BUS_MODE_ONES;
        int gap = ((value >> GAP_SHIFT) & GAP_MASK) * 4;
        transmit.gap(gap);
        receive.gap(gap);
    }

    private void receiveList(int value) {
        kept[Csr.RECEIVE_LIST] = value & ~3;
        receive.list(value);
    }

    private void transmitList(int value) {
        kept[Csr.TRANSMIT_LIST] = value & ~3;
        transmit.list(value);
    }

    /** Drivers write CSR6 often: only a change of the start bits starts or stops. */
    private void operationMode(int value) {
        int changed = kept[Csr.OPERATION_MODE] ^ value;
        kept[Csr.OPERATION_MODE] = (value & ~FILTER_BITS) | Csr.MUST_BE_ONE;
        if (offTheBus) return;
        if ((changed & Csr.START_TRANSMIT) != 0) startTransmit((value & Csr.START_TRANSMIT) != 0);
        if ((changed & Csr.START_RECEIVE) != 0) startReceive((value & Csr.START_RECEIVE) != 0);
    }

    private void startTransmit(boolean on) {
        if (on) transmit.start();
        else transmit.stop();
    }

    private void startReceive(boolean on) {
        if (on) receive.start();
        else receive.stop();
    }

    private void moveRomPins(int value) {
        kept[Csr.SERIAL_ROM] = value;
        if ((value & Csr.ROM_SERIAL) == 0) return;
        rom.pins((value & Csr.ROM_SELECT) != 0, (value & Csr.ROM_CLOCK) != 0, (value & Csr.ROM_DATA_IN) != 0);
    }

    /** What was written, with the live level of the pin the ROM drives. */
    private int romPins() {
        int value = kept[Csr.SERIAL_ROM];
        if ((value & Csr.ROM_SERIAL) == 0) return value;
        return (value & ~Csr.ROM_DATA_OUT) | (rom.dataOut() ? Csr.ROM_DATA_OUT : 0);
    }
}
