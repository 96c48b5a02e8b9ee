package viridian.vswitch.team.lacp;

import viridian.vswitch.frame.MacAddress;

/**
 * What a system says of itself, and how it behaves, whatever the link.
 *
 * @param system an address of the system, its name; not {@link MacAddress#NONE}
 * @param systemPriority 0 to 65535; the system with the lower number chooses among links if there are too many
 * @param key 1 to 65535
 * @param portPriority 0 to 65535, of every port; among equals the lower port number comes first
 * @param active whether it sends LACPDUs unasked; of two passive systems none ever begins
 * @param fast whether the partner shall send every second and is given up after 3 s, and not every 30 s and after 90 s
 * @param links how many links carry frames at a time; the others stand by
 */
public record LacpSettings(
        MacAddress system, int systemPriority, int key, int portPriority, boolean active, boolean fast, int links) {

    /** In the middle, as table 6-6 of IEEE 802.1AX-2008 leaves it to us to choose. */
    public static final int PRIORITY = 32_768;

    /** More links than one team has. */
    public static final int ALL = 65_535;

    public LacpSettings {
        if (system.equals(MacAddress.NONE) || system.isGroup()) {
            throw new IllegalArgumentException("LACP needs an adapter's address to name the system by");
        }
        requireNumber("the system priority", systemPriority, 0);
        requireNumber("the key", key, 1);
        requireNumber("the port priority", portPriority, 0);
        requireNumber("the number of links", links, 1);
    }

    private static void requireNumber(String what, int value, int least) {
        if (value < least || value > 65_535) {
            throw new IllegalArgumentException("%s is from %d to 65535, not %d".formatted(what, least, value));
        }
    }

    /** Active, slow, of middle priority, key 1, all links in use. */
    public static LacpSettings of(MacAddress system) {
        return new LacpSettings(system, PRIORITY, 1, PRIORITY, true, false, ALL);
    }

    public LacpSettings withActive(boolean on) {
        return new LacpSettings(system, systemPriority, key, portPriority, on, fast, links);
    }

    public LacpSettings withFast(boolean on) {
        return new LacpSettings(system, systemPriority, key, portPriority, active, on, links);
    }

    public LacpSettings withSystemPriority(int priority) {
        return new LacpSettings(system, priority, key, portPriority, active, fast, links);
    }

    public LacpSettings withLinks(int most) {
        return new LacpSettings(system, systemPriority, key, portPriority, active, fast, most);
    }
}
