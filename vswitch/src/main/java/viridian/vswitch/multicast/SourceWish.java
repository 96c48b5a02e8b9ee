package viridian.vswitch.multicast;

import java.util.Set;
import viridian.vswitch.packet.IpAddress;

/**
 * Whose frames to a group are wanted.
 *
 * @param excludes whether all sources but those listed are; otherwise only those listed
 */
record SourceWish(boolean excludes, Set<IpAddress> listed) {

    /** Every source. */
    static final SourceWish ALL = new SourceWish(true, Set.of());

    boolean includes(IpAddress source) {
        return excludes != listed.contains(source);
    }
}
