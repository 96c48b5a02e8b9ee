package viridian.vswitch.loop.rstp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.vswitch.frame.MacAddress;

/** What an administrator may say, and what is refused with the reason. */
class SettingsTest {

    private static final BridgeSettings BRIDGE = BridgeSettings.of(MacAddress.of(0x0200_0000_0001L));
    private static final LinkSettings LINK = LinkSettings.ofSpeed(1_000_000_000L);

    @ParameterizedTest
    @CsvSource({
        "10000000, 2000000",
        "100000000, 200000",
        "1000000000, 20000",
        "10000000000, 2000",
        "1000000000000, 20",
        "1, 200000000",
        "0, 200000000",
        "9223372036854775807, 1"
    })
    void theFasterTheCheaper(long bitsPerSecond, long cost) {
        assertEquals(cost, LinkSettings.costOf(bitsPerSecond));
    }

    @Test
    void prioritiesAreInSteps() {
        assertThrows(IllegalArgumentException.class, () -> BRIDGE.withPriority(1));
        assertThrows(IllegalArgumentException.class, () -> BRIDGE.withPriority(65_536));
        assertThrows(IllegalArgumentException.class, () -> LINK.withPriority(8));
        assertThrows(IllegalArgumentException.class, () -> LINK.withPriority(256));
    }

    @Test
    void timesThatDoNotFitEachOtherAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> BRIDGE.withForwardDelaySeconds(4));
        assertThrows(IllegalArgumentException.class, () -> BRIDGE.withHelloSeconds(3));
        assertEquals(10, BRIDGE.withMaxAgeSeconds(6).withForwardDelaySeconds(10).forwardDelaySeconds());
    }

    @Test
    void aBridgeNeedsAnAddressOfItsOwn() {
        assertThrows(IllegalArgumentException.class, () -> BridgeSettings.of(MacAddress.NONE));
        assertThrows(IllegalArgumentException.class, () -> BridgeSettings.of(Bpdu.GROUP));
    }

    @Test
    void aPathCostsSomething() {
        assertThrows(IllegalArgumentException.class, () -> LINK.withCost(0));
        assertThrows(IllegalArgumentException.class, () -> LINK.withCost(200_000_001));
    }
}
