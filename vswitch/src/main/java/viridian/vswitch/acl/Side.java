package viridian.vswitch.acl;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpPrefix;

/**
 * What a rule asks of one side of a conversation: of the guest's, which is local, or of the other, which is remote.
 *
 * @param mac the adapter's address, or null for any
 * @param isIp whether there must be an IP address, whichever: so it is where a prefix is given
 * @param prefix where the IP address must lie, or null for anywhere
 * @param ports the TCP or UDP port
 */
public record Side(
        @Nullable MacAddress mac, boolean isIp, @Nullable IpPrefix prefix, PortRange ports) {

    /** Anybody. */
    public static final Side ANY = new Side(null, false, null, PortRange.ALL);

    private static final int MAC_BITS = 48;

    public Side {
        isIp = isIp || prefix != null;
    }

    public Side withMac(MacAddress address) {
        return new Side(address, isIp, prefix, ports);
    }

    /** With an IP address, whichever: what Hyper-V calls ANY. */
    public Side withAnyIp() {
        return new Side(mac, true, null, ports);
    }

    public Side withPrefix(IpPrefix addresses) {
        return new Side(mac, true, addresses, ports);
    }

    public Side withPorts(PortRange range) {
        return new Side(mac, isIp, prefix, range);
    }

    boolean asksPorts() {
        return !ports.equals(PortRange.ALL);
    }

    /** 4 or 6 if only addresses of that version will do, else 0. */
    int version() {
        return prefix == null ? 0 : prefix.base().version();
    }

    /** How many bits of the addresses are asked. */
    int addressBits() {
        return (mac == null ? 0 : MAC_BITS) + (prefix == null ? 0 : prefix.length());
    }

    /** Whether all that content another are content here, given that both are asked of IP packets of one version. */
    boolean covers(Side other) {
        return (mac == null || mac.equals(other.mac)) && coversAddresses(other) && ports.contains(other.ports);
    }

    private boolean coversAddresses(Side other) {
        if (prefix == null || prefix.length() == 0) return true;
        IpPrefix narrower = other.prefix;
        return narrower != null && prefix.length() <= narrower.length() && prefix.contains(narrower.base());
    }
}
