package viridian.lab.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.MacAddress;

class MacPoolTest {

    private static final AdapterName WEB = new AdapterName("web", "prod");

    @Test
    void oneNameGetsOneAddressWhereverItIsRun() {
        assertEquals(MacAddress.parse("00-15-5D-E3-FC-AD"), new MacPool("iscsi", List.of()).take(WEB));
    }

    @Test
    void anotherLabGetsOthers() {
        assertNotEquals(new MacPool("iscsi", List.of()).take(WEB), new MacPool("direct-attached", List.of()).take(WEB));
    }

    @Test
    void whatThePlanGaveAwayIsNotTakenAgain() {
        MacAddress first = new MacPool("iscsi", List.of()).take(WEB);
        assertEquals(
                first.bits() + 1, new MacPool("iscsi", List.of(first)).take(WEB).bits());
    }

    @Test
    void aThousandAdaptersHaveAThousandAddressesOfThisVendor() {
        MacPool pool = new MacPool("large", List.of());
        Set<MacAddress> taken = new HashSet<>();
        for (int i = 0; i < 1000; i++) taken.add(pool.take(new AdapterName("host" + i, "net")));
        assertEquals(1000, taken.size());
        assertTrue(taken.stream().allMatch(address -> address.bits() >>> 24 == 0x00155D));
    }
}
