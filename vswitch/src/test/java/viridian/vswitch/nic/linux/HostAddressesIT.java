package viridian.vswitch.nic.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/**
 * An interface of this machine itself, because that is whose addresses are taken over: one end of a veth pair with
 * addresses that are for documentation only (RFC 5737, RFC 3849).
 */
@NeedsRoot
@NeedsTool("ip")
class HostAddressesIT {

    private final String held = "vlh" + ProcessHandle.current().pid() % 100_000;
    private final String peer = held + "p";

    @BeforeEach
    void layCable() throws IOException {
        ip("link add " + held + " type veth peer name " + peer);
        ip("link set " + peer + " up");
        ip("link set " + held + " up");
        ip("address add 192.0.2.1/24 dev " + held);
        ip("address add 192.0.2.2/24 dev " + held + " label " + held + ":b metric 7");
        ip("address add 2001:db8::1/64 nodad dev " + held);
        ip("route add 198.51.100.0/24 via 192.0.2.254 metric 5 dev " + held);
        ip("route add 203.0.113.0/24 dev " + held + " table 177");
        ip("-6 route add 2001:db8:1::/64 via 2001:db8::fe dev " + held);
    }

    @AfterEach
    void takeUpCable() throws IOException {
        ip("link del " + held);
    }

    @Test
    void theHostsAddressesAreListedAsPeopleWriteThem() throws IOException {
        HostAddresses found = HostAddresses.of(held);
        assertTrue(found.plain().contains("192.0.2.1/24"), found.toString());
        assertTrue(found.plain().contains("2001:db8::1/64"), found.toString());
        assertTrue(found.arp());
        assertTrue(found.ipv6());
    }

    @Test
    void whileTakenOverTheHostIsSilentThere() throws IOException {
        HostAddresses.Taken taken = HostAddresses.of(held).takeOver();
        assertEquals(new HostAddresses(held, List.of(), List.of(), false, false), HostAddresses.of(held));
        taken.close();
    }

    @Test
    void addressesAndRoutesComeBackAsTheyWere() throws IOException {
        HostAddresses before = HostAddresses.of(held);
        HostAddresses.Taken taken = before.takeOver();
        taken.close();
        taken.close();
        assertEquals(before, HostAddresses.of(held));
        assertEquals(3, before.routes().size());
    }

    @Test
    void whatWasSilentBeforeStaysSilent() throws IOException {
        ip("link set " + held + " arp off");
        HostAddresses.of(held).takeOver().close();
        assertFalse(HostAddresses.of(held).arp());
    }

    private static void ip(String words) throws IOException {
        Command.ip(words.split(" ", -1));
    }
}
