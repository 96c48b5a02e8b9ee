package viridian.vswitch;

import viridian.vswitch.frame.MacAddress;

/**
 * What an administrator says about a port.
 *
 * @param name of the port, one of a kind on its switch
 * @param role what the port leads to
 * @param vlan how it deals with VLANs
 * @param maxFrame the longest frame it carries, bytes without tag and check sequence: 1514, or 9014 for jumbo frames;
 *     an adapter that carries less sets a lower limit
 * @param address a guest's only address; {@link MacAddress#NONE} stands for its adapter's own
 */
public record PortSettings(String name, Role role, VlanMode vlan, int maxFrame, MacAddress address) {

    /** An Ethernet frame with 1500 bytes of payload (IEEE 802.3 section 3.2.7). */
    public static final int STANDARD_FRAME = 1514;

    public PortSettings {
        if (name.isBlank()) throw new IllegalArgumentException("a port needs a name");
        if (address.isGroup()) throw new IllegalArgumentException(address + " is a group address, no adapter has it");
    }

    /** A guest's port: untagged, 1514 bytes, with its adapter's own address. */
    public static PortSettings guest(String name) {
        return new PortSettings(name, Role.GUEST, new VlanMode.Untagged(), STANDARD_FRAME, MacAddress.NONE);
    }

    /** A port to further stations: untagged, 1514 bytes. */
    public static PortSettings network(String name) {
        return new PortSettings(name, Role.NETWORK, new VlanMode.Untagged(), STANDARD_FRAME, MacAddress.NONE);
    }

    public PortSettings withVlan(VlanMode mode) {
        return new PortSettings(name, role, mode, maxFrame, address);
    }

    public PortSettings withMaxFrame(int bytes) {
        return new PortSettings(name, role, vlan, bytes, address);
    }

    public PortSettings withAddress(MacAddress guest) {
        return new PortSettings(name, role, vlan, maxFrame, guest);
    }
}
