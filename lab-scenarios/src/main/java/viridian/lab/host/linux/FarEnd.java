package viridian.lab.host.linux;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;

/**
 * The end of a cable that is inside a host.
 *
 * @param namespace the host
 * @param interfaceName as the programs in there see it, at most 15 characters
 * @param address with prefix length, "10.0.0.50/24", or null for none
 * @param mac or null for one the kernel chooses
 */
public record FarEnd(
        Namespace namespace,
        String interfaceName,
        @Nullable String address,
        @Nullable MacAddress mac) {

    /** Without addresses. */
    public static FarEnd in(Namespace namespace, String interfaceName) {
        return new FarEnd(namespace, interfaceName, null, null);
    }

    public FarEnd withAddress(String address) {
        return new FarEnd(namespace, interfaceName, address, mac);
    }

    public FarEnd withMac(MacAddress mac) {
        return new FarEnd(namespace, interfaceName, address, mac);
    }
}
