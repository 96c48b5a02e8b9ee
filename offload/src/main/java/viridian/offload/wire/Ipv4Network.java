package viridian.offload.wire;

/**
 * The addresses that begin with the same bits (RFC 4632 section 3.1), as in 10.1.0.0/24.
 *
 * @param base the lowest address: the bits below the prefix are zero
 * @param prefix how many leading bits are common, 0 to 32
 */
public record Ipv4Network(Ipv4Address base, int prefix) {

    /** Every address: the destination of a default route. */
    public static final Ipv4Network EVERYWHERE = new Ipv4Network(Ipv4Address.of(0), 0);

    public Ipv4Network {
        if (prefix < 0 || prefix > 32) throw new IllegalArgumentException("a prefix has 0 to 32 bits, not " + prefix);
        if ((base.bits() & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException(base + " has bits set behind its first " + prefix);
        }
    }

    /** The network that holds this address. */
    public static Ipv4Network around(Ipv4Address address, int prefix) {
        return new Ipv4Network(Ipv4Address.of(address.bits() & mask(prefix)), prefix);
    }

    public boolean contains(int address) {
        return (address & mask(prefix)) == base.bits();
    }

    /** Whether this is the address of all hosts on the network. One of 31 or 32 bits has none (RFC 3021 section 2.1). */
    public boolean isBroadcast(int address) {
        return prefix < 31 && address == (base.bits() | ~mask(prefix));
    }

    @Override
    public String toString() {
        return base + "/" + prefix;
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }
}
