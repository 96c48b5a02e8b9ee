package viridian.vswitch.mirror;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;

/**
 * One watch: which frames are copied, and to which port.
 *
 * @param name of the session, one of a kind on its switch
 * @param ports whose frames are copied, by name
 * @param vlans whose frames are copied, at whatever port they come in and leave; {@link VlanSet#NONE} for none
 * @param direction of the frames copied
 * @param destination the port the copies leave by, and nothing else but copies
 * @param snapLength how many bytes of a frame the copy has at most, without tag, or {@link #WHOLE}
 * @param filter which of the sources' frames are copied
 * @param alsoDropped whether frames are copied that the switch refused as well, as they came in or would have left
 * @param destinationSends whether what the destination's adapter sends is carried (an appliance that resets connections)
 */
public record MirrorSession(
        String name,
        Set<String> ports,
        VlanSet vlans,
        MirrorDirection direction,
        String destination,
        int snapLength,
        FrameFilter filter,
        boolean alsoDropped,
        boolean destinationSends) {

    /** No frame is longer. */
    public static final int WHOLE = Integer.MAX_VALUE;

    /** @throws IllegalArgumentException if there is no source, or it is its own destination, or a length below a header's */
    public MirrorSession {
        ports = Set.copyOf(ports);
        if (name.isBlank()) throw new IllegalArgumentException("a mirror session needs a name");
        if (ports.isEmpty() && vlans.isEmpty()) {
            throw new IllegalArgumentException("mirror session " + name + " needs a source: a port or a VLAN");
        }
        if (ports.contains(destination)) {
            throw new IllegalArgumentException("mirror session " + name + " cannot copy " + destination + " to itself");
        }
        if (snapLength < Frame.HEADER_BYTES) {
            throw new IllegalArgumentException("mirror session %s has to copy %d bytes of each frame at least, not %d"
                    .formatted(name, Frame.HEADER_BYTES, snapLength));
        }
    }

    /** Whole frames of these ports in both directions, as far as the switch does not drop them. */
    public static MirrorSession of(String name, Set<String> ports, String destination) {
        return new MirrorSession(
                name, ports, VlanSet.NONE, MirrorDirection.BOTH, destination, WHOLE, FrameFilter.ALL, false, false);
    }

    /** Whole frames of these VLANs, each once, as they came in. */
    public static MirrorSession ofVlans(String name, VlanSet vlans, String destination) {
        return new MirrorSession(
                name, Set.of(), vlans, MirrorDirection.INGRESS, destination, WHOLE, FrameFilter.ALL, false, false);
    }

    public MirrorSession withPorts(Set<String> sources) {
        return new MirrorSession(
                name, sources, vlans, direction, destination, snapLength, filter, alsoDropped, destinationSends);
    }

    public MirrorSession withVlans(VlanSet sources) {
        return new MirrorSession(
                name, ports, sources, direction, destination, snapLength, filter, alsoDropped, destinationSends);
    }

    public MirrorSession withDirection(MirrorDirection which) {
        return new MirrorSession(
                name, ports, vlans, which, destination, snapLength, filter, alsoDropped, destinationSends);
    }

    public MirrorSession withSnapLength(int bytes) {
        return new MirrorSession(
                name, ports, vlans, direction, destination, bytes, filter, alsoDropped, destinationSends);
    }

    public MirrorSession withFilter(FrameFilter only) {
        return new MirrorSession(
                name, ports, vlans, direction, destination, snapLength, only, alsoDropped, destinationSends);
    }

    public MirrorSession withAlsoDropped(boolean also) {
        return new MirrorSession(
                name, ports, vlans, direction, destination, snapLength, filter, also, destinationSends);
    }

    public MirrorSession withDestinationSends(boolean allowed) {
        return new MirrorSession(name, ports, vlans, direction, destination, snapLength, filter, alsoDropped, allowed);
    }

    /** The session as it goes on when a port is gone, or null if it does not. */
    @Nullable
    MirrorSession withoutPort(String gone) {
        if (destination.equals(gone)) return null;
        Set<String> left = new HashSet<>(ports);
        left.remove(gone);
        return left.isEmpty() && vlans.isEmpty() ? null : withPorts(left);
    }
}
