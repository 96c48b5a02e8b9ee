package viridian.vswitch;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.frame.Unfinished;
import viridian.vswitch.nic.Nic;

/**
 * A port as the frame path sees it: its settings made ready, its adapter, its hooks. Does not change: settings that change
 * replace it as a whole.
 */
final class PortRules {

    /** What {@link #leaving} answers for a VLAN the port does not carry. */
    static final int NOT_CARRIED = -2;

    private static final int TYPE_8021Q = 0x8100;
    private static final int VLAN_BITS = 0xFFF;
    private static final int RESERVED_VLAN = 0xFFF;

    /** Priority and drop eligibility. */
    private static final int PRIORITY_BITS = 0xF000;

    final Port port;
    final int socket;
    final Nic nic;
    final PortSettings settings;
    final PortState state;

    /** In the order they are asked about a frame that comes in; about one that leaves they are asked from the end. */
    final PortHook[] hooks;

    /** Whose they are, in the same order. */
    final SwitchExtension[] extensions;

    /** Whether unknown unicast goes here. */
    final boolean leadsOutside;

    /** Whether forwarded frames leave here. */
    final boolean delivers;

    /** Whether sources of frames that come in are learned. */
    final boolean learns;

    /** Why frames that come in go no further, or null if they do. */
    final @Nullable DropReason refusal;

    /** Whether untagged frames of one VLAN come in and leave here as they are, and nobody else has a say. */
    final boolean isPlain;

    /** The VLAN of untagged frames that come in, or {@link VlanMode#NO_NATIVE}. */
    final int untagged;

    private final boolean isolated;
    private final int maxFrame;
    private final boolean takesUnfinished;
    private final VlanSet tagged;
    private final VlanSet bare;
    private final boolean carriesUntaggedDomain;
    private final int keptPriority;

    /** The only source allowed in, or 0 for any. */
    private final long onlySource;

    /**
     * @param settings with the address filled in
     * @param hub whether its switch is one: guests are not held to their addresses then
     */
    PortRules(
            Port port,
            PortSettings settings,
            PortState state,
            SwitchExtension[] extensions,
            PortHook[] hooks,
            boolean hub) {
        this.port = port;
        this.socket = port.socket();
        this.nic = port.nic();
        this.settings = settings;
        this.state = state;
        this.extensions = extensions;
        this.hooks = hooks;
        this.delivers = state.delivers();
        this.learns = state.learns();
        this.refusal = state.refusal();
        this.isolated = settings.isolated();
        this.maxFrame = Math.min(settings.maxFrame(), nic.maxFrame());
        this.takesUnfinished = nic.takesUnfinished();
        VlanMode vlan = settings.vlan();
        this.untagged = vlan.untagged();
        this.tagged = vlan.tagged();
        this.bare = vlan.bare();
        this.carriesUntaggedDomain = untagged == VlanMode.UNTAGGED_DOMAIN;
        this.keptPriority = settings.priorityTag() ? PRIORITY_BITS : 0;
        boolean sameBothWays = !(vlan instanceof VlanMode.Private) && untagged != VlanMode.NO_NATIVE;
        this.isPlain = sameBothWays && hooks.length == 0 && state == PortState.FORWARDING && !isolated;
        boolean guest = settings.role() == Role.GUEST;
        if (guest && settings.address().equals(MacAddress.NONE)) {
            throw new IllegalArgumentException("the guest's port " + settings.name() + " needs an address");
        }
        this.leadsOutside = !guest || settings.foreignSources();
        this.onlySource = leadsOutside || hub ? 0 : settings.address().bits();
    }

    /** Whether these are the rules that come of the same again. */
    boolean comeOf(PortSettings wanted, PortState wantedState, List<PortHook> wantedHooks) {
        return settings.equals(wanted)
                && state == wantedState
                && Arrays.asList(hooks).equals(wantedHooks);
    }

    boolean isTooLong(Frame frame) {
        return frame.length() > maxFrame && frame.wireLength() > maxFrame;
    }

    /** Why the adapter here cannot be handed a frame, or null. */
    @Nullable
    DropReason declines(Frame frame) {
        if (isTooLong(frame)) return DropReason.MTU_MISMATCH;
        return isBeyond(frame) ? DropReason.INVALID_CONFIG : null;
    }

    /** Whether the frame needs work that the adapter does not do. */
    boolean isBeyond(Frame frame) {
        return frame.unfinished() != Unfinished.NOTHING && !takesUnfinished;
    }

    /**
     * Why a frame may not come in, or null.
     *
     * @param sourceAndType as {@link Frame#sourceAndType} tells them
     */
    @Nullable
    DropReason refuses(Frame frame, long sourceAndType) {
        if (isTooLong(frame)) return DropReason.MTU_MISMATCH;
        DropReason foreign = refusesTag(frame.tag(), (int) sourceAndType & 0xFFFF);
        return foreign != null ? foreign : refusesSource(sourceAndType >>> 16);
    }

    private @Nullable DropReason refusesTag(int tag, int etherType) {
        // A tag belongs beside the bytes. Left among them it would leave by an untagged port as a tag of the guest's
        // choice.
        if (tag == Frame.UNTAGGED && etherType == TYPE_8021Q) return DropReason.INVALID_VLAN_FORMAT;
        int vlan = tag < 0 ? 0 : tag & VLAN_BITS;
        if (vlan == 0) return untagged == VlanMode.NO_NATIVE ? DropReason.FILTERED_VLAN : null;
        if (vlan == RESERVED_VLAN) return DropReason.INVALID_VLAN_FORMAT;
        return tagged.contains(vlan) ? null : DropReason.UNAUTHORIZED_VLAN;
    }

    /** Whether nothing about a frame's source and type needs a second look. */
    boolean admitsPlainly(long sourceAndType) {
        return ((int) sourceAndType & 0xFFFF) != TYPE_8021Q && refusesSource(sourceAndType >>> 16) == null;
    }

    private @Nullable DropReason refusesSource(long source) {
        if (source == 0 || Frame.isGroup(source)) return DropReason.INVALID_SOURCE_MAC;
        return onlySource == 0 || source == onlySource ? null : DropReason.MAC_SPOOFING;
    }

    /** The tag inside the switch of a frame that came in with this one. */
    int entering(int tag) {
        if (tag <= 0) return untagged == VlanMode.UNTAGGED_DOMAIN ? Frame.UNTAGGED : untagged;
        int vlan = tag & VLAN_BITS;
        return inside(tag & keptPriority, vlan == 0 ? untagged : vlan);
    }

    private static int inside(int priority, int vlan) {
        int tag = priority | vlan;
        return tag == 0 ? Frame.UNTAGGED : tag;
    }

    /** The tag a frame leaves with that has this one inside the switch, or {@link #NOT_CARRIED}. */
    int leaving(int tag) {
        int vlan = tag < 0 ? VlanMode.UNTAGGED_DOMAIN : tag & VLAN_BITS;
        if (vlan == 0 ? carriesUntaggedDomain : bare.contains(vlan)) return untaggedForm(tag);
        return tagged.contains(vlan) ? tag : NOT_CARRIED;
    }

    /** Without a tag, or where priorities are kept with a tag that holds nothing else. */
    private int untaggedForm(int tag) {
        int priority = tag < 0 ? 0 : tag & keptPriority;
        return priority == 0 ? Frame.UNTAGGED : priority;
    }

    /** Whether nothing passes between two ports though they may be in one VLAN. */
    boolean isApartFrom(PortRules other) {
        return isolated && other.isolated;
    }

    /** Whether the port is in the private VLAN a frame is in, though the frame does not leave here. */
    boolean isPartOf(Configuration setup, int tag) {
        int vlan = tag < 0 ? VlanMode.UNTAGGED_DOMAIN : tag & VLAN_BITS;
        return settings.vlan() instanceof VlanMode.Private member && setup.domain(vlan) == member.primary();
    }

    /** What an extension does here, or null. */
    @Nullable
    PortHook hookOf(SwitchExtension extension) {
        for (int i = 0; i < hooks.length; i++) {
            if (extensions[i].equals(extension)) return hooks[i];
        }
        return null;
    }
}
