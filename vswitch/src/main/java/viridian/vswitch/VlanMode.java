package viridian.vswitch;

/**
 * How a port deals with VLANs. Inside the switch every frame is in one VLAN, or in the untagged domain, which is VLAN 0
 * here and a network of its own.
 */
public sealed interface VlanMode {

    /** Untagged frames are in no VLAN at all: they are dropped. */
    int NO_NATIVE = -1;

    /** The domain of frames without a VLAN. */
    int UNTAGGED_DOMAIN = 0;

    /** The VLAN an untagged frame is in here, and whose frames leave untagged; or {@link #NO_NATIVE}. */
    int untagged();

    /** The VLANs whose tag a frame may carry here. */
    VlanSet tagged();

    /** No VLAN set: untagged frames only, in the untagged domain. */
    record Untagged() implements VlanMode {
        @Override
        public int untagged() {
            return UNTAGGED_DOMAIN;
        }

        @Override
        public VlanSet tagged() {
            return VlanSet.NONE;
        }

        @Override
        public String toString() {
            return "untagged";
        }
    }

    /** A member of one VLAN that need not know it: untagged frames only. */
    record Access(int vlan) implements VlanMode {
        public Access {
            VlanSet.requireVlan(vlan);
        }

        @Override
        public int untagged() {
            return vlan;
        }

        @Override
        public VlanSet tagged() {
            return VlanSet.NONE;
        }

        @Override
        public String toString() {
            return "access " + vlan;
        }
    }

    /**
     * Several VLANs, told apart by their tags.
     *
     * @param nativeVlan leaves untagged and takes untagged frames in: a VLAN, which need not be in the list;
     *     {@link #UNTAGGED_DOMAIN}; or {@link #NO_NATIVE}
     */
    record Trunk(VlanSet allowed, int nativeVlan) implements VlanMode {
        public Trunk {
            if (nativeVlan != NO_NATIVE && nativeVlan != UNTAGGED_DOMAIN) VlanSet.requireVlan(nativeVlan);
        }

        @Override
        public int untagged() {
            return nativeVlan;
        }

        @Override
        public VlanSet tagged() {
            return nativeVlan > 0 ? allowed.with(nativeVlan) : allowed;
        }

        @Override
        public String toString() {
            return "trunk " + allowed + (nativeVlan == NO_NATIVE ? "" : " native " + nativeVlan);
        }
    }
}
