package viridian.vswitch.multicast;

import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpAddress;

/**
 * What an administrator says about the switch asking who listens, where no router does.
 *
 * @param address the switch's own Ethernet address, which its queries come from; MLD's IP address is made of it
 * @param ipv4 the address IGMP queries come from; 0.0.0.0 for none, and then every querier with one goes first (RFC 4541
 *     section 2.1.1)
 * @param igmpVersion 2 or 3
 * @param mldVersion 1 or 2
 */
public record QuerierSettings(MacAddress address, IpAddress ipv4, int igmpVersion, int mldVersion) {

    public QuerierSettings {
        if (address.equals(MacAddress.NONE) || address.isGroup()) {
            throw new IllegalArgumentException(
                    "queries cannot come from " + address + ", which is no adapter's address");
        }
        if (ipv4.version() != 4 || GroupProtocol.isGroup(ipv4)) {
            throw new IllegalArgumentException("IGMP queries cannot come from " + ipv4);
        }
        if (igmpVersion < 2 || igmpVersion > 3) {
            throw new IllegalArgumentException("a switch asks by IGMP version 2 or 3, not " + igmpVersion);
        }
        if (mldVersion < 1 || mldVersion > 2) {
            throw new IllegalArgumentException("a switch asks by MLD version 1 or 2, not " + mldVersion);
        }
    }

    /** Asks by the newest versions, without an IPv4 address. */
    public static QuerierSettings at(MacAddress address) {
        return new QuerierSettings(
                address, GroupProtocol.IGMP.nobody(), GroupProtocol.IGMP.newest(), GroupProtocol.MLD.newest());
    }

    public QuerierSettings withIpv4(IpAddress source) {
        return new QuerierSettings(address, source, igmpVersion, mldVersion);
    }

    public QuerierSettings withVersions(int igmp, int mld) {
        return new QuerierSettings(address, ipv4, igmp, mld);
    }

    IpAddress source(GroupProtocol protocol) {
        return protocol == GroupProtocol.IGMP ? ipv4 : GroupProtocol.linkLocalOf(address);
    }

    int version(GroupProtocol protocol) {
        return protocol == GroupProtocol.IGMP ? igmpVersion : mldVersion;
    }
}
