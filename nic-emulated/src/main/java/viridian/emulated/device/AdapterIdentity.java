package viridian.emulated.device;

import viridian.partitions.pci.ConfigurationSpace;

/**
 * What the adapter says of itself in configuration space (21140A Hardware Reference Manual, section 3.1): a 21140A of the
 * first stepping, with the subsystem numbers of the virtual machines that have it.
 *
 * <p>One adapter is interrupt pin A. Several on a board are functions of one device, each with the next pin.
 */
final class AdapterIdentity {

    /** CFDA: sleep, snooze, and a byte for the driver. An adapter that only snoozes wakes by itself. */
    static final int POWER_MODE = 0x40;

    static final int SLEEP = 1 << 31;

    private static final int POWER_MODE_BITS = 0xC000_FF00;
    private static final int REVISION = 0x20;
    private static final int NETWORK_ETHERNET = 0x02_00_00;
    private static final int STATUS = 0x0280; // fast back-to-back, answers at medium speed
    private static final int COMMANDS = 0x0147; // I/O, memory, bus master, parity and system errors
    private static final int MIN_GRANT = 0x14; // quarters of a microsecond
    private static final int MAX_LATENCY = 0x28;
    private static final int ROM_ENABLE = 1;

    private AdapterIdentity() {}

    /** The configuration space of an adapter built so. */
    static ConfigurationSpace of(Dec21140Settings settings) {
        ConfigurationSpace space = new ConfigurationSpace()
                .fixed(ConfigurationSpace.VENDOR, 2, Dec21140.VENDOR)
                .fixed(ConfigurationSpace.DEVICE, 2, Dec21140.DEVICE)
                .writable(ConfigurationSpace.COMMAND, 2, COMMANDS)
                .fixed(ConfigurationSpace.STATUS, 2, STATUS)
                .clearedByOnes(ConfigurationSpace.STATUS, 2, ConfigurationSpace.MASTER_ABORT)
                .fixed(ConfigurationSpace.REVISION, 4, (NETWORK_ETHERNET << 8) | REVISION)
                .writable(ConfigurationSpace.CACHE_LINE, 1, 0xFF)
                .writable(ConfigurationSpace.LATENCY, 1, 0xFF)
                .fixed(ConfigurationSpace.HEADER_TYPE, 1, headerType(settings))
                .ioWindow(0, Csr.WINDOW_BYTES)
                .memoryWindow(1, Csr.WINDOW_BYTES)
                .fixed(ConfigurationSpace.SUBSYSTEM_VENDOR, 2, RomImage.SUBSYSTEM_VENDOR)
                .fixed(ConfigurationSpace.SUBSYSTEM, 2, RomImage.SUBSYSTEM)
                .writable(ConfigurationSpace.INTERRUPT_LINE, 1, 0xFF)
                .fixed(ConfigurationSpace.INTERRUPT_PIN, 1, 1 + settings.function())
                .fixed(ConfigurationSpace.MIN_GRANT, 1, MIN_GRANT)
                .fixed(ConfigurationSpace.MAX_LATENCY, 1, MAX_LATENCY)
                .writable(POWER_MODE, 4, POWER_MODE_BITS);
        BootRom rom = settings.bootRom();
        return rom == null ? space : space.writable(ConfigurationSpace.EXPANSION_ROM, 4, -rom.size() | ROM_ENABLE);
    }

    /** Whether the driver has put it to sleep: it answers in configuration space and nowhere else, and hears nothing. */
    static boolean isAsleep(ConfigurationSpace space) {
        return (space.read(POWER_MODE, 4) & SLEEP) != 0;
    }

    private static int headerType(Dec21140Settings settings) {
        return settings.functions() > 1 ? ConfigurationSpace.MULTIFUNCTION : 0;
    }
}
