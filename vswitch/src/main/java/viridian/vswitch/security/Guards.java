package viridian.vswitch.security;

import java.util.List;
import viridian.vswitch.PortFeature;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpPrefix;

/**
 * What {@link PortSecurity} holds a port to. All is off unless it is asked for; that a guest keeps to its own Ethernet
 * address is the switch's own rule and not here.
 *
 * @param dhcpGuard drops messages of DHCP servers (Hyper-V: DhcpGuard)
 * @param routerGuard drops routers' advertisements and redirects (RouterGuard)
 * @param macs the only source addresses; none means any
 * @param ipv4 the only IPv4 addresses it may speak for (AllowedIPv4Addresses); none means any
 * @param ipv6 the only IPv6 addresses it may speak for (AllowedIPv6Addresses), link-local ones as well; none means any
 * @param stormLimit how many frames to everybody, to groups and to unknown stations it may send within a second
 *     (StormLimit); 0 for any number
 * @param dynamicAddressLimit how many IP addresses that are on no list it may speak for at a time
 *     (DynamicIPAddressLimit); 0 for any number
 */
public record Guards(
        boolean dhcpGuard,
        boolean routerGuard,
        List<MacAddress> macs,
        List<IpPrefix> ipv4,
        List<IpPrefix> ipv6,
        int stormLimit,
        int dynamicAddressLimit)
        implements PortFeature {

    /** Holds a port to nothing: Hyper-V's defaults. */
    public static final Guards NONE = new Guards(false, false, List.of(), List.of(), List.of(), 0, 0);

    /** The largest storm limit: every frame that fits on a wire of 100 Gbit/s is fewer. */
    public static final int LARGEST_STORM_LIMIT = 1_000_000_000;

    /** The largest limit of dynamic addresses, our choice: what one adapter may still need. */
    public static final int LARGEST_DYNAMIC_ADDRESS_LIMIT = 1024;

    public Guards {
        macs = List.copyOf(macs);
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
        for (MacAddress mac : macs) requireStation(mac);
        for (IpPrefix prefix : ipv4) requireVersion(prefix, 4);
        for (IpPrefix prefix : ipv6) requireVersion(prefix, 6);
        requireLimit("storm limit", stormLimit, LARGEST_STORM_LIMIT);
        requireLimit("limit of dynamic addresses", dynamicAddressLimit, LARGEST_DYNAMIC_ADDRESS_LIMIT);
    }

    private static void requireStation(MacAddress mac) {
        if (mac.isGroup() || mac.equals(MacAddress.NONE)) {
            throw new IllegalArgumentException(mac + " is no single station's address");
        }
    }

    private static void requireVersion(IpPrefix prefix, int version) {
        if (prefix.base().version() != version) {
            throw new IllegalArgumentException("%s is no IPv%d address".formatted(prefix, version));
        }
    }

    private static void requireLimit(String what, int limit, int largest) {
        if (limit < 0 || limit > largest) {
            throw new IllegalArgumentException("a %s is 0 to %d, not %d".formatted(what, largest, limit));
        }
    }

    public Guards withDhcpGuard(boolean on) {
        return new Guards(on, routerGuard, macs, ipv4, ipv6, stormLimit, dynamicAddressLimit);
    }

    public Guards withRouterGuard(boolean on) {
        return new Guards(dhcpGuard, on, macs, ipv4, ipv6, stormLimit, dynamicAddressLimit);
    }

    public Guards withMacs(List<MacAddress> allowed) {
        return new Guards(dhcpGuard, routerGuard, allowed, ipv4, ipv6, stormLimit, dynamicAddressLimit);
    }

    public Guards withIpv4(List<IpPrefix> allowed) {
        return new Guards(dhcpGuard, routerGuard, macs, allowed, ipv6, stormLimit, dynamicAddressLimit);
    }

    public Guards withIpv6(List<IpPrefix> allowed) {
        return new Guards(dhcpGuard, routerGuard, macs, ipv4, allowed, stormLimit, dynamicAddressLimit);
    }

    public Guards withStormLimit(int framesPerSecond) {
        return new Guards(dhcpGuard, routerGuard, macs, ipv4, ipv6, framesPerSecond, dynamicAddressLimit);
    }

    public Guards withDynamicAddressLimit(int addresses) {
        return new Guards(dhcpGuard, routerGuard, macs, ipv4, ipv6, stormLimit, addresses);
    }
}
