package viridian.vswitch;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * A port's settings, made ready for the frame path. Does not change: settings that change replace it as a whole, and
 * who looks at it once for each frame handles that frame wholly by the old or wholly by the new.
 */
final class PortRules {

    /** What {@link #leaving} answers for a VLAN the port does not carry. */
    static final int NOT_CARRIED = -2;

    private static final int TYPE_8021Q = 0x8100;
    private static final int RESERVED_VLAN = 0xFFF;
    private static final int PRIORITY_BITS = 0xF000;

    private final PortSettings settings;
    private final int maxFrame;
    private final int untagged;
    private final VlanSet tagged;
    private final boolean keepsPriority;

    /** The only source allowed in, or 0 for any. */
    private final long onlySource;

    /**
     * @param settings with the address filled in
     * @param maxFrame the lower limit of port and adapter
     * @param guarded whether a guest is held to its address
     */
    PortRules(PortSettings settings, int maxFrame, boolean guarded) {
        this.settings = settings;
        this.maxFrame = maxFrame;
        this.untagged = settings.vlan().untagged();
        this.tagged = settings.vlan().tagged();
        this.keepsPriority = settings.vlan() instanceof VlanMode.Trunk;
        boolean guest = settings.role() == Role.GUEST;
        if (guest && settings.address().equals(MacAddress.NONE)) {
            throw new IllegalArgumentException("the guest's port " + settings.name() + " needs an address");
        }
        this.onlySource = guest && guarded ? settings.address().bits() : 0;
    }

    PortSettings settings() {
        return settings;
    }

    boolean leadsOutside() {
        return settings.role() == Role.NETWORK;
    }

    boolean isTooLong(Frame frame) {
        return frame.length() > maxFrame;
    }

    /** Why a frame may not come in, or null. */
    @Nullable
    DropReason refuses(Frame frame) {
        if (isTooLong(frame)) return DropReason.MTU_MISMATCH;
        DropReason foreign = refusesTag(frame);
        return foreign != null ? foreign : refusesSource(frame.source());
    }

    private @Nullable DropReason refusesTag(Frame frame) {
        int tag = frame.tag();
        // A tag belongs beside the bytes. Left among them it would leave by an untagged port as a tag of the guest's
        // choice.
        if (tag == Frame.UNTAGGED && frame.etherType() == TYPE_8021Q) return DropReason.INVALID_VLAN_FORMAT;
        int vlan = frame.vlan();
        if (vlan == 0) return untagged == VlanMode.NO_NATIVE ? DropReason.FILTERED_VLAN : null;
        if (vlan == RESERVED_VLAN) return DropReason.INVALID_VLAN_FORMAT;
        return tagged.contains(vlan) ? null : DropReason.UNAUTHORIZED_VLAN;
    }

    private @Nullable DropReason refusesSource(long source) {
        if (source == 0 || Frame.isGroup(source)) return DropReason.INVALID_SOURCE_MAC;
        return onlySource == 0 || source == onlySource ? null : DropReason.MAC_SPOOFING;
    }

    /** The tag inside the switch of a frame that came in with this one. A trunk keeps its priority, others have none. */
    int entering(int tag) {
        if (tag > 0 && (tag & RESERVED_VLAN) != 0) return tag;
        if (untagged == VlanMode.UNTAGGED_DOMAIN) return Frame.UNTAGGED;
        return keepsPriority && tag >= 0 ? (tag & PRIORITY_BITS) | untagged : untagged;
    }

    /** The tag a frame leaves with that has this one inside the switch, or {@link #NOT_CARRIED}. */
    int leaving(int tag) {
        int vlan = tag == Frame.UNTAGGED ? VlanMode.UNTAGGED_DOMAIN : tag & RESERVED_VLAN;
        if (vlan == untagged) return Frame.UNTAGGED;
        return tagged.contains(vlan) ? tag : NOT_CARRIED;
    }
}
