package viridian.lab.service;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import viridian.offload.wire.Ipv4Address;

/**
 * Addresses one after the other, as in 10.1.0.100-10.1.0.199.
 *
 * @param first the lowest
 * @param last the highest, itself included
 */
public record AddressRange(Ipv4Address first, Ipv4Address last) {

    /** How many one server gives out at most, so that forged clients fill no memory; our choice. */
    public static final int MOST = 1024;

    /** What one looks like. */
    public static final String SHAPE = "a range of addresses looks like 10.1.0.100-10.1.0.199";

    public AddressRange {
        long size = (last.bits() & 0xFFFF_FFFFL) - (first.bits() & 0xFFFF_FFFFL) + 1;
        if (size < 1) throw new IllegalArgumentException("the range " + first + "-" + last + " ends before it begins");
        if (size > MOST) {
            throw new IllegalArgumentException(
                    "the range %s-%s has %d addresses, and %d is the limit".formatted(first, last, size, MOST));
        }
    }

    /**
     * Reads a range, or one address.
     *
     * @throws IllegalArgumentException if the text is no range, or one with too many addresses
     */
    public static AddressRange parse(String text) {
        String[] ends = text.split("-", -1);
        if (ends.length > 2) throw new IllegalArgumentException("'" + text + "' is no range of addresses");
        Ipv4Address first = Ipv4Address.parse(ends[0].strip());
        return new AddressRange(first, ends.length == 1 ? first : Ipv4Address.parse(ends[1].strip()));
    }

    public int size() {
        return last.bits() - first.bits() + 1;
    }

    /** One of them, counted from 0. */
    public Ipv4Address at(int index) {
        return Ipv4Address.of(first.bits() + index);
    }

    public boolean contains(Ipv4Address address) {
        return Integer.compareUnsigned(address.bits() - first.bits(), size()) < 0;
    }

    public Stream<Ipv4Address> all() {
        return IntStream.range(0, size()).mapToObj(this::at);
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
