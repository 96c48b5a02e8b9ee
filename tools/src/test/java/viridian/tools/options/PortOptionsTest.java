package viridian.tools.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.tools.attach.Attachment;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.MacAddress;

class PortOptionsTest {

    private static final MacAddress WEB = MacAddress.parse("00-15-5D-00-00-01");

    @Test
    void withoutOptionsItIsANetworkPortWithoutVlansAsLongAsItsAdapter() {
        assertEquals(PortSettings.network("eth1").withMaxFrame(9014), settings("pcap:eth1", 9014));
    }

    @Test
    void anAccessPortIsAMemberOfOneVlan() {
        assertEquals(
                new VlanMode.Access(10), settings("pcap:eth1,access=10", 1514).vlan());
    }

    @Test
    void aTrunkCarriesItsVlansAndUntaggedFramesOnlyWhereANativeVlanIsNamed() {
        VlanSet allowed = VlanSet.parse("10-19+30");
        assertEquals(
                new VlanMode.Trunk(allowed, VlanMode.NO_NATIVE),
                settings("pcap:eth1,trunk=10-19+30", 1514).vlan());
        assertEquals(
                new VlanMode.Trunk(allowed, 1),
                settings("pcap:eth1,trunk=10-19+30,native=1", 1514).vlan());
        assertEquals(
                new VlanMode.Trunk(allowed, VlanMode.UNTAGGED_DOMAIN),
                settings("pcap:eth1,native=0,trunk=10-19+30", 1514).vlan());
    }

    @Test
    void theMtuIsThatOfThePacketTheFrameIsLonger() {
        assertEquals(9014, settings("pcap:eth1,mtu=9000", 1514).maxFrame());
    }

    @Test
    void aGuestHasItsAddress() {
        PortSettings guest = PortSettings.guest("web").withAddress(WEB);
        assertEquals(guest, settings("web=pcap:eth1,role=guest,mac=00:15:5d:00:00:01", 1514));
        assertEquals(guest, settings("web=pcap:eth1,mac=00-15-5D-00-00-01", 1514));
    }

    @Test
    void aPrivateVlanIsWrittenWithItsPrimaryAndItsSecondaries() {
        assertEquals(
                new VlanMode.Promiscuous(100, VlanSet.of(101, 102)),
                settings("pcap:eth1,pvlan=promiscuous:100:101+102", 1514).vlan());
        assertEquals(
                new VlanMode.Community(100, 101),
                settings("pcap:eth1,pvlan=community:100:101", 1514).vlan());
        assertEquals(
                new VlanMode.Isolated(100, 102),
                settings("pcap:eth1,pvlan=isolated:100:102", 1514).vlan());
    }

    @Test
    void whatIsNotNamedStays() {
        PortSettings before = settings("web=pcap:eth1,mac=00-15-5D-00-00-01,access=10,protected=on", 9014);
        PortSettings after = PortOptions.changed(before, Options.parse(List.of("priority-tag=on")));
        assertEquals(before.withPriorityTag(true), after);
        assertEquals(before, PortOptions.changed(after, Options.parse(List.of("priority-tag=off"))));
    }

    @Test
    void aTrunksNativeVlanChangesByItself() {
        PortSettings trunk = settings("pcap:eth1,trunk=10-19,native=1", 1514);
        VlanSet allowed = VlanSet.parse("10-19");
        assertEquals(new VlanMode.Trunk(allowed, 2), changed(trunk, "native=2").vlan());
        assertEquals(
                new VlanMode.Trunk(allowed, VlanMode.NO_NATIVE),
                changed(trunk, "native=none").vlan());
    }

    @Test
    void aGuestsPortBecomesANetworkPortAndForgetsItsAddress() {
        PortSettings guest = settings("web=pcap:eth1,mac=00-15-5D-00-00-01", 1514);
        assertEquals(PortSettings.network("web"), changed(guest, "role=network"));
    }

    private static PortSettings changed(PortSettings before, String option) {
        return PortOptions.changed(before, Options.parse(List.of(option)));
    }

    /** So that what one reads is what one may write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtu=1500",
                "role=guest,mac=00-15-5D-00-00-01,access=10,mtu=9000,spoofing=on",
                "trunk=10-19+30,native=1,mtu=1500,priority-tag=on,address-limit=16",
                "pvlan=promiscuous:100:101-102,mtu=1500",
                "pvlan=isolated:100:102,mtu=1500,protected=on",
                "mtu=1500,dhcp-guard=on,allowed-ipv4=10.0.0.5+10.1.0.0/16,storm-limit=1000",
                "mtu=1500,max-bandwidth=100M,burst=65536,max-receive=64k,min-weight=5,capacity=1G",
                "mtu=1500,bpdu=guard,loop-protection=on,recovery=60,rstp-cost=1000,rstp-priority=16,rstp-edge=on",
                "mtu=1500,router-port=always,fast-leave=on,group-limit=64,groups=239.1.2.3+20/239.1.2.4",
            })
    void settingsAreWrittenAsTheyWereRead(String options) {
        PortSettings settings = settings("pcap:eth1," + options, 1514);
        String written = PortOptions.written(settings).entrySet().stream()
                .map(Map.Entry::toString)
                .collect(Collectors.joining(","));
        assertEquals(options, written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "vlan=3          | there is no option 'vlan' (did you mean 'pvlan'?)",
                "access=0        | access is a number from 1 to 4094, not '0'",
                "access=4095     | access is a number from 1 to 4094, not '4095'",
                "access=         | access is a number from 1 to 4094, not ''",
                "access=ten      | access is a number from 1 to 4094, not 'ten'",
                "access=99999999999999999999 | access is a number from 1 to 4094, not '99999999999999999999'",
                "trunk=1-5000    | VLANs are 1 to 4094, not 5000",
                "trunk=20-10     | the range 20-10 runs backwards",
                "trunk=          | '' names no VLANs; a list looks like 10-19+30",
                "trunk=1,access=1 | access and trunk exclude each other",
                "native=1        | native goes with trunk",
                "access=1,untagged=on | access and untagged exclude each other",
                "untagged=off    | a port leaves the untagged domain by access, trunk or pvlan",
                "pvlan=10        | pvlan is promiscuous:100:101+102, community:100:101 or isolated:100:102, not '10'",
                "pvlan=isolated:100:101+102 | only a promiscuous port has several secondary VLANs",
                "pvlan=community:100:100 | VLAN 100 cannot be primary and secondary at once",
                "spoofing=yes    | spoofing is on or off, not 'yes'",
                "address-limit=-1 | address-limit is a number from 0 to 1000000, not '-1'",
                "trunk=1,native=4095 | native is a number from 0 to 4094, not '4095'",
                "mtu=67          | mtu is a number from 68 to 65535, not '67'",
                "mtu=-1          | mtu is a number from 68 to 65535, not '-1'",
                "role=king       | role is guest or network, not 'king'",
                "role=guest      | role=guest needs mac=, the only address the guest may use",
                "role=network,mac=00-15-5D-00-00-01 | mac is for a guest's port; a network port learns",
                "mac=zz          | 'zz' is no MAC address; one looks like 00-15-5D-01-02-03",
                "mac=01-00-5E-00-00-01 | 01-00-5E-00-00-01 is no adapter's address",
                "mac=00-00-00-00-00-00 | 00-00-00-00-00-00 is no adapter's address",
            })
    void whatMakesNoSenseIsRefusedInASentenceThatNamesThePort(String options, String sentence) {
        assertEquals(
                "port 'eth1': " + sentence,
                assertThrows(IllegalArgumentException.class, () -> settings("pcap:eth1," + options, 1514))
                        .getMessage());
    }

    private static PortSettings settings(String attachment, int maxFrame) {
        Attachment parsed = Attachment.parse(attachment);
        return PortOptions.settings(parsed.name(), parsed.options(), maxFrame);
    }
}
