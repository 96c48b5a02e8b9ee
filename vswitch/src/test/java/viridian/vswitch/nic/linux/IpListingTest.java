package viridian.vswitch.nic.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class IpListingTest {

    @Test
    void readsAddressesAsIpPrintsThem() {
        String listing = """
                3: ve1    inet 192.0.2.1/24 brd 192.0.2.255 scope global ve1\\       valid_lft forever preferred_lft forever
                3: ve1    inet 192.0.2.9 peer 192.0.2.10/32 metric 5 scope global ve1:x\\       valid_lft forever preferred_lft forever
                3: ve1    inet 192.0.2.7/24 metric 100 brd 192.0.2.255 scope global secondary dynamic noprefixroute ve1\\       valid_lft 86343sec preferred_lft 3600sec
                3: ve1    inet6 2001:db8::1/64 scope global tentative \\       valid_lft forever preferred_lft forever
                3: ve1    inet6 fe80::8043:20ff:fe8a:69f3/64 scope link \\       valid_lft forever preferred_lft forever
                """;
        assertEquals(
                List.of(
                        "192.0.2.1/24 brd 192.0.2.255 scope global label ve1",
                        "192.0.2.9 peer 192.0.2.10/32 metric 5 scope global label ve1:x",
                        "192.0.2.7/24 metric 100 brd 192.0.2.255 scope global noprefixroute label ve1"
                                + " valid_lft 86343 preferred_lft 3600",
                        "2001:db8::1/64 scope global",
                        "fe80::8043:20ff:fe8a:69f3/64 scope link"),
                IpListing.addresses(listing));
    }

    @Test
    void keepsTheRoutesSomebodyMadeAndNotThoseTheKernelMakes() {
        String listing = """
                203.0.113.0/24 table 100 scope link\s
                192.0.2.0/24 proto kernel scope link src 192.0.2.1\s
                198.51.100.0/24 via 192.0.2.2 metric 7 linkdown\s
                local 192.0.2.1 table local proto kernel scope host src 192.0.2.1\s
                default via fe80::1 proto ra metric 1024 expires 1799sec pref medium
                """;
        assertEquals(
                List.of(
                        "203.0.113.0/24 table 100 scope link",
                        "198.51.100.0/24 via 192.0.2.2 metric 7",
                        "default via fe80::1 proto ra metric 1024 pref medium"),
                IpListing.routes(listing));
    }

    @Test
    void nothingListedIsNothing() {
        assertEquals(List.of(), IpListing.addresses(""));
        assertEquals(List.of(), IpListing.routes("\n"));
    }

    @Test
    void aPersonReadsTheBareAddress() {
        HostAddresses addresses = new HostAddresses(
                "eth1",
                List.of("192.0.2.1/24 brd 192.0.2.255 scope global", "192.0.2.9 peer 192.0.2.10/32 scope global"),
                List.of(),
                true,
                true);
        assertEquals(List.of("192.0.2.1/24", "192.0.2.9"), addresses.plain());
    }
}
