package viridian.vswitch.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import viridian.vswitch.packet.IpAddress;
import viridian.vswitch.packet.IpPrefix;

class AddressSetTest {

    @Test
    void holdsWhatOneOfItsPrefixesHolds() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 300; i++) {
            List<IpPrefix> prefixes = Stream.generate(() -> prefix(random))
                    .limit(random.nextInt(12))
                    .toList();
            AddressSet set = new AddressSet(prefixes);
            assertEquals(prefixes.isEmpty(), set.isEmpty());
            for (int j = 0; j < 100; j++) {
                IpAddress asked = address(random);
                boolean expected = prefixes.stream().anyMatch(prefix -> prefix.contains(asked));
                assertEquals(
                        expected, set.contains(asked.high(), asked.low()), asked + " in " + prefixes + ", seed 11");
            }
        }
    }

    /** Of few bits at both ends of the halves, so that prefixes meet. */
    private static IpAddress address(SplittableRandom random) {
        long high = random.nextLong() & 0xC000_0000_0000_0003L;
        return IpAddress.v6(high, random.nextLong() & 0xC000_0000_0000_0003L);
    }

    private static IpPrefix prefix(SplittableRandom random) {
        int[] lengths = {0, 1, 2, 62, 63, 64, 65, 66, 126, 127, 128, 128, 128};
        return IpPrefix.around(address(random), lengths[2 + random.nextInt(lengths.length - 2)]);
    }

    @Test
    void holdsIpv4AddressesFromTheLowestToTheHighest() {
        AddressSet set = new AddressSet(List.of(IpPrefix.parse("10.0.0.0/24"), IpPrefix.parse("224.0.0.0/4")));
        assertTrue(set.contains(0, 0x0A0000FFL));
        assertFalse(set.contains(0, 0x0A000100L));
        assertTrue(set.contains(0, 0xEFFF_FFFFL));
        assertFalse(set.contains(0, 0xF000_0000L));
        assertFalse(set.contains(0, 0));
    }
}
