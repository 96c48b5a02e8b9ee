package viridian.vswitch.loop.rstp;

import viridian.vswitch.frame.MacAddress;

/**
 * Who a bridge is: its priority in the upper 16 bits, its address in the lower 48. The bridge with the lowest number is
 * the root (IEEE 802.1D-2004 section 9.2.5).
 */
public record BridgeId(long bits) implements Comparable<BridgeId> {

    private static final int ADDRESS_BITS = 48;

    public static BridgeId of(int priority, MacAddress address) {
        return new BridgeId((long) priority << ADDRESS_BITS | address.bits());
    }

    /** 0 to 65535; the lower 12 bits are a VLAN for bridges with a tree for each (section 9.2.5). */
    public int priority() {
        return (int) (bits >>> ADDRESS_BITS);
    }

    public MacAddress address() {
        return MacAddress.of(bits & 0xFFFF_FFFF_FFFFL);
    }

    @Override
    public int compareTo(BridgeId other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    /** Priority and address: "32768/00-15-5D-01-02-03". */
    @Override
    public String toString() {
        return priority() + "/" + address();
    }
}
