package viridian.lab.topology;

import org.apache.commons.net.util.SubnetUtils;
import viridian.offload.wire.Ipv4Address;

/**
 * An IPv4 address together with the length of its subnet's prefix, written {@code 10.0.0.1/24} (RFC 4632 section 3.1).
 *
 * @param prefix length of the network part, 1 to 32 bits
 */
public record CidrAddress(Ipv4Address address, int prefix) {

    /** What an address looks like, for people who wrote one that cannot be. */
    public static final String SHAPE = "an address looks like 10.0.0.1/24: four numbers up to 255, then 1 to 32 bits";

    public CidrAddress {
        if (prefix < 1 || prefix > 32) throw new IllegalArgumentException("a prefix has 1 to 32 bits, not " + prefix);
    }

    /**
     * Reads an address as people write it.
     *
     * @throws IllegalArgumentException with a sentence, if the text is no address with a prefix length
     */
    public static CidrAddress parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,2}")) throw refused(text);
        try {
            int prefix = Integer.parseInt(text.substring(slash + 1));
            return new CidrAddress(Ipv4Address.parse(text.substring(0, slash)), prefix);
        } catch (IllegalArgumentException reason) {
            throw refused(text);
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("'" + text + "' is no IPv4 address with a prefix length");
    }

    /** The subnet's first address, which names it. */
    public Ipv4Address network() {
        return Ipv4Address.parse(subnet().getNetworkAddress());
    }

    /** The subnet's last address. */
    public Ipv4Address broadcast() {
        return Ipv4Address.parse(subnet().getBroadcastAddress());
    }

    /** Whether an address is in this one's subnet, its first and last address included. */
    public boolean contains(Ipv4Address other) {
        return subnet().isInRange(other.bits());
    }

    /** Whether the two subnets have an address in common. */
    public boolean overlaps(CidrAddress other) {
        return contains(other.network()) || other.contains(network());
    }

    /** Whether a host may have this address: it names one host, and is neither the subnet's first nor last. */
    public boolean fitsHost() {
        return Ipv4Address.isUnicast(address.bits()) && !isNetwork() && !isBroadcast();
    }

    /** A subnet of 31 or 32 bits has no address that names the subnet (RFC 3021 section 2.1). */
    public boolean isNetwork() {
        return prefix < 31 && address.equals(network());
    }

    public boolean isBroadcast() {
        return prefix < 31 && address.equals(broadcast());
    }

    private SubnetUtils.SubnetInfo subnet() {
        SubnetUtils subnet = new SubnetUtils(toString());
        subnet.setInclusiveHostCount(true);
        return subnet.getInfo();
    }

    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
