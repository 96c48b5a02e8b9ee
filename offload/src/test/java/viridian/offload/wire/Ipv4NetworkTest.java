package viridian.offload.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Ipv4NetworkTest {

    private static final Ipv4Network STORAGE = Ipv4Network.around(Ipv4Address.parse("10.1.0.77"), 24);

    @Test
    void beginsAtTheLowestAddress() {
        assertEquals("10.1.0.0/24", STORAGE.toString());
    }

    @Test
    void containsWhatSharesItsFirstBits() {
        assertTrue(STORAGE.contains(bits("10.1.0.255")));
        assertFalse(STORAGE.contains(bits("10.1.1.0")));
    }

    @Test
    void reachesAllItsHostsByItsHighestAddress() {
        assertTrue(STORAGE.isBroadcast(bits("10.1.0.255")));
        assertFalse(STORAGE.isBroadcast(bits("10.1.0.254")));
    }

    @Test
    void hasNoAddressForAllWhenThereAreTwoOrOne() {
        assertFalse(Ipv4Network.around(Ipv4Address.parse("10.1.0.0"), 31).isBroadcast(bits("10.1.0.1")));
        assertFalse(Ipv4Network.around(Ipv4Address.parse("10.1.0.1"), 32).isBroadcast(bits("10.1.0.1")));
    }

    @Test
    void canBeEverywhere() {
        assertTrue(Ipv4Network.EVERYWHERE.contains(bits("203.0.113.9")));
    }

    @Test
    void refusesABaseInsideAnotherNetworkAndAPrefixThatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> new Ipv4Network(Ipv4Address.parse("10.1.0.77"), 24));
        assertThrows(IllegalArgumentException.class, () -> Ipv4Network.around(Ipv4Address.parse("10.1.0.77"), 33));
    }

    private static int bits(String address) {
        return Ipv4Address.parse(address).bits();
    }
}
