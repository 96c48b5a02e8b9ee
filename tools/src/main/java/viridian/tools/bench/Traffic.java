package viridian.tools.bench;

import java.util.stream.IntStream;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;

/** Who sends what to whom. Ports are numbered from 0; those with stations come first. */
public enum Traffic {

    /** From any station to any station at another port. */
    UNICAST,

    /** From any station to all others. */
    BROADCAST,

    /** From stations at access ports to stations behind trunks: a tag is put on each frame. */
    VLAN,

    /** As {@link #UNICAST}, and each port has a hundred access rules, of which the last one lets the frames pass. */
    ACCESS_LIST,

    /** As {@link #UNICAST}, while every frame is recorded at each port it passes. */
    CAPTURE;

    private static final int VLAN_ID = 10;

    /** The talking ports whose stations send. */
    IntStream senders(int talkers) {
        return IntStream.range(0, talkers).filter(port -> sends(port, talkers));
    }

    private boolean sends(int port, int talkers) {
        return this != VLAN || port < talkers / 2;
    }

    /** Whether frames from one talking port go to stations at another. */
    boolean reaches(int from, int to, int talkers) {
        return from != to && (this != VLAN || to >= talkers / 2);
    }

    /** How a port deals with VLANs. */
    VlanMode mode(int port, int talkers) {
        if (this != VLAN) return new VlanMode.Untagged();
        boolean access = sends(port, talkers);
        return access
                ? new VlanMode.Access(VLAN_ID)
                : new VlanMode.Trunk(VlanSet.of(VLAN_ID, VLAN_ID + 1), VlanMode.NO_NATIVE);
    }

    /** The tag of what a station at this port sends. */
    int tag(int port, int talkers) {
        return this == VLAN && !sends(port, talkers) ? VLAN_ID : Frame.UNTAGGED;
    }

    /** How many adapters get a copy of each frame. */
    int copies(int talkers) {
        return this == BROADCAST ? talkers - 1 : 1;
    }
}
