package viridian.vswitch;

/**
 * How a port deals with VLANs. Inside the switch every frame is in one VLAN, or in the untagged domain, which is VLAN 0
 * here and a network of its own.
 *
 * <p>A private VLAN is a primary VLAN with secondary VLANs inside it: who is in a secondary one speaks with promiscuous
 * ports, and if it is a community with others of the same community, but with nobody else of the primary VLAN. Addresses
 * are learned for the primary VLAN as a whole. A trunk carries primary and secondary VLANs under their own tags.
 */
public sealed interface VlanMode {

    /** Untagged frames are in no VLAN at all: they are dropped. */
    int NO_NATIVE = -1;

    /** The domain of frames without a VLAN. */
    int UNTAGGED_DOMAIN = 0;

    /** The VLAN an untagged frame is in that comes in here, or {@link #NO_NATIVE}. */
    int untagged();

    /** The VLANs whose frames leave here without a tag; those of the untagged domain do where {@link #untagged} is 0. */
    default VlanSet bare() {
        return untagged() > 0 ? VlanSet.of(untagged()) : VlanSet.NONE;
    }

    /** The VLANs whose tag a frame may carry here. */
    default VlanSet tagged() {
        return VlanSet.NONE;
    }

    /** No VLAN set: untagged frames only, in the untagged domain. */
    record Untagged() implements VlanMode {
        @Override
        public int untagged() {
            return UNTAGGED_DOMAIN;
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

    /** A member of a private VLAN. */
    sealed interface Private extends VlanMode {

        int primary();

        /** The secondary VLANs it names as parts of its primary. */
        VlanSet secondaries();
    }

    /** Speaks with everybody in its primary VLAN: where a router or a server for all is. */
    record Promiscuous(int primary, VlanSet secondaries) implements Private {
        public Promiscuous {
            VlanSet.requireVlan(primary);
            requireApart(primary, secondaries);
        }

        @Override
        public int untagged() {
            return primary;
        }

        @Override
        public VlanSet bare() {
            return secondaries.with(primary);
        }

        @Override
        public String toString() {
            return "promiscuous " + primary + ":" + secondaries;
        }
    }

    /** Speaks with its own community and with promiscuous ports. */
    record Community(int primary, int secondary) implements Private {
        public Community {
            VlanSet.requireVlan(primary);
            requireApart(primary, VlanSet.of(secondary));
        }

        @Override
        public int untagged() {
            return secondary;
        }

        @Override
        public VlanSet bare() {
            return VlanSet.of(primary, secondary);
        }

        @Override
        public VlanSet secondaries() {
            return VlanSet.of(secondary);
        }

        @Override
        public String toString() {
            return "community " + primary + ":" + secondary;
        }
    }

    /** Speaks with promiscuous ports only. */
    record Isolated(int primary, int secondary) implements Private {
        public Isolated {
            VlanSet.requireVlan(primary);
            requireApart(primary, VlanSet.of(secondary));
        }

        @Override
        public int untagged() {
            return secondary;
        }

        @Override
        public VlanSet bare() {
            return VlanSet.of(primary);
        }

        @Override
        public VlanSet secondaries() {
            return VlanSet.of(secondary);
        }

        @Override
        public String toString() {
            return "isolated " + primary + ":" + secondary;
        }
    }

    private static void requireApart(int primary, VlanSet secondaries) {
        if (secondaries.contains(primary)) {
            throw new IllegalArgumentException("VLAN " + primary + " cannot be primary and secondary at once");
        }
    }
}
