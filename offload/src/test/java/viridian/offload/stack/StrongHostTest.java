package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** A host on a management and a storage network; the test plays a neighbour on each. */
class StrongHostTest {

    private static final Ipv4Address MANAGED = Ipv4Address.parse("10.0.0.1");
    private static final Ipv4Address STORED = Ipv4Address.parse("10.1.0.1");
    private static final Ipv4Address ADMIN = Ipv4Address.parse("10.0.0.50");
    private static final Ipv4Address DISKS = Ipv4Address.parse("10.1.0.50");

    private static final MacAddress MANAGEMENT_MAC = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress STORAGE_MAC = MacAddress.parse("00-15-5D-00-01-01");
    private static final MacAddress ADMIN_MAC = MacAddress.parse("00-15-5D-00-00-50");
    private static final MacAddress DISKS_MAC = MacAddress.parse("00-15-5D-00-01-50");

    private final SimulatedTime time = new SimulatedTime();
    private final HostStack host = time.host();
    private final RecordingNic management = new RecordingNic(MANAGEMENT_MAC);
    private final RecordingNic storage = new RecordingNic(STORAGE_MAC, 9014);
    private final NetworkInterface onManagement = host.attach(management, MANAGED, 24, 1500);
    private final NetworkInterface onStorage = host.attach(storage, STORED, 24, 9000);

    @Test
    void answersForAnAddressOnlyOnTheLinkThatHasIt() {
        management.says(Packets.whoHas(ADMIN_MAC, ADMIN, STORED));
        assertEquals(List.of(), management.heard());
        management.says(Packets.whoHas(ADMIN_MAC, ADMIN, MANAGED));
        assertEquals(1, management.heard().size());
        assertEquals(List.of(), storage.heard());
    }

    @Test
    void refusesAPacketForItsAddressOnAnotherLink() {
        onManagement.neighbour(ADMIN, ADMIN_MAC);
        management.says(echo(ADMIN_MAC, MANAGEMENT_MAC, ADMIN, STORED));
        assertEquals(1, host.counters().count(StackDrop.OTHER_INTERFACE));
        assertNothingIsSaid();
    }

    @Test
    void passesNothingOnFromOneLinkToTheOther() {
        onStorage.neighbour(DISKS, DISKS_MAC);
        management.says(echo(ADMIN_MAC, MANAGEMENT_MAC, ADMIN, DISKS));
        assertEquals(1, host.counters().count(StackDrop.NOT_FOR_US));
        assertNothingIsSaid();
    }

    @Test
    void answersThroughTheLinkItWasAskedOnOrNotAtAll() {
        // A stranger on the management link who says to be a storage host would otherwise be answered on storage.
        onStorage.neighbour(DISKS, DISKS_MAC);
        management.says(echo(ADMIN_MAC, MANAGEMENT_MAC, DISKS, MANAGED));
        assertEquals(1, host.counters().count(StackDrop.NO_ROUTE));
        assertNothingIsSaid();
    }

    @Test
    void sendsThroughTheLinkOfTheDestinationInItsName() {
        onStorage.neighbour(DISKS, DISKS_MAC);
        List<PingOutcome> outcomes = new ArrayList<>();
        host.ping(DISKS, new PingRequest(8, false, 1, 1), outcomes::add);
        assertEquals(List.of(), management.heard());
        Frame request = storage.heard().getFirst();
        assertEquals(STORAGE_MAC.bits(), request.source());
        assertEquals(STORED.bits(), Ipv4.source(Packets.packet(request), 0));
    }

    @Test
    void asksForARouterOnTheLinkTheRouterIsOn() {
        host.route(StaticRoute.defaultGateway(ADMIN));
        host.ping(Ipv4Address.parse("203.0.113.1"), new PingRequest(8, false, 1, 1), outcome -> {});
        assertEquals(List.of(), storage.heard());
        assertEquals(
                ADMIN.bits(), Arp.targetIp(Packets.packet(management.heard().getFirst()), 0));
    }

    @Test
    void hasNoRouteThroughARouterOnNoLinkOfIts() {
        StaticRoute nowhere = StaticRoute.defaultGateway(Ipv4Address.parse("10.7.0.1"));
        assertThrows(IllegalArgumentException.class, () -> host.route(nowhere));
    }

    @Test
    void tellsAllOnlyOnTheLinkThatIsMeant() {
        UdpSocket socket = host.udp(4000);
        byte[] text = {1, 2, 3};
        MemorySegment memory = MemorySegment.ofArray(text);
        assertTrue(socket.broadcast(onStorage, 4000, memory, 0, 3));
        assertTrue(socket.send(Ipv4Address.parse("10.1.0.255"), 4000, memory, 0, 3));
        assertEquals(List.of(), management.heard());
        assertEquals(2, storage.heard().size());
        for (Frame frame : storage.heard()) assertEquals(Frame.BROADCAST, frame.destination());
    }

    @Test
    void reachesItsOtherAddressWithoutAnyLink() {
        PingRequest request = new PingRequest(8000, true, SimulatedTime.SECOND, 1);
        assertEquals(new PingOutcome.Reply(0, 8000), TwoHosts.ping(time, host, STORED, request));
        assertNothingIsSaid();
    }

    @Test
    void believesNobodyWhoWritesInItsName() {
        byte[] datagram = Packets.udp(STORED, MANAGED, 7, 7, "to myself");
        host.udp(7).onReceive(got -> {
            throw new AssertionError("it took a forged datagram");
        });
        management.says(Packets.ipv4(ADMIN_MAC, MANAGEMENT_MAC, STORED, MANAGED, Udp.PROTOCOL, datagram));
        management.says(Packets.ipv4(ADMIN_MAC, MANAGEMENT_MAC, MANAGED, MANAGED, Udp.PROTOCOL, datagram));
        assertEquals(2, host.counters().count(StackDrop.BAD_SOURCE));
    }

    @Test
    void sendsAStrangersFrameWhereItIsTold() {
        Frame frame = Packets.whoHas(DISKS_MAC, DISKS, ADMIN);
        host.sendRaw(onManagement, frame);
        assertEquals(DISKS_MAC.bits(), management.heard().getFirst().source());
        assertEquals(1, management.flushes());
        assertEquals(List.of(), storage.heard());
    }

    @Test
    void hasNoAddressOnAnAdapterWithoutOne() {
        RecordingNic nameless = new RecordingNic(MacAddress.NONE);
        assertThrows(IllegalArgumentException.class, () -> host.attach(nameless, DISKS, 24, 1500));
    }

    @Test
    void isNeitherANetworkNorAllHostsOfOne() {
        for (String address : List.of("10.2.0.0", "10.2.0.255", "224.0.0.1", "0.0.0.0")) {
            RecordingNic adapter = new RecordingNic(DISKS_MAC);
            Ipv4Address no = Ipv4Address.parse(address);
            assertThrows(IllegalArgumentException.class, () -> host.attach(adapter, no, 24, 1500), address);
        }
        assertEquals(2, host.interfaces().size());
    }

    @Test
    void sendsNoLongerPacketThanTheAdapterCarries() {
        RecordingNic short1514 = new RecordingNic(DISKS_MAC);
        assertThrows(IllegalArgumentException.class, () -> host.attach(short1514, DISKS, 24, 1501));
        assertThrows(IllegalArgumentException.class, () -> host.attach(short1514, DISKS, 24, 67));
    }

    private void assertNothingIsSaid() {
        time.pass(10 * SimulatedTime.SECOND);
        assertEquals(List.of(), management.heard());
        assertEquals(List.of(), storage.heard());
    }

    private static Frame echo(MacAddress from, MacAddress to, Ipv4Address fromIp, Ipv4Address toIp) {
        return Packets.ipv4(from, to, fromIp, toIp, Icmp.PROTOCOL, Packets.echo(Icmp.ECHO_REQUEST, 1, 1, 8));
    }
}
