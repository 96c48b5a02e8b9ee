package viridian.lab.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.lab.service.Town.ip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;

class DhcpServerTest {

    private static final Ipv4Address SERVER = ip("10.1.0.1");
    private static final MacAddress ALICE = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress BOB = MacAddress.parse("00-15-5D-00-00-02");
    private static final MacAddress KNOWN = MacAddress.parse("00-15-5D-00-00-77");
    private static final long SECOND = 1_000_000_000L;

    private static final DhcpSettings SETTINGS = new DhcpSettings(
            SERVER,
            24,
            AddressRange.parse("10.1.0.100-10.1.0.103"),
            Map.of(KNOWN, ip("10.1.0.7")),
            Optional.of(ip("10.1.0.254")),
            List.of(ip("10.1.0.53"), ip("10.1.0.54")),
            600,
            Optional.of("start.0"),
            Optional.of("tftp://10.1.0.1/boot.ipxe"));

    private final Town town = new Town();
    private final List<DhcpMessage> answers = new ArrayList<>();
    private DatagramPort client;

    @BeforeEach
    void serve() throws IOException {
        new DhcpServer(town.host(SERVER), SETTINGS, () -> town.now, town.told::add);
        client = town.host(DhcpMessage.NONE)
                .open(68, (from, bytes) -> answers.add(DhcpMessage.read(bytes).orElseThrow()));
    }

    private static DhcpMessage message(MacAddress mac, DhcpType type) {
        DhcpMessage message = DhcpMessage.question(4711, mac);
        message.options().put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) type.code()});
        return message;
    }

    private static DhcpMessage request(MacAddress mac, Ipv4Address wanted) {
        DhcpMessage message = message(mac, DhcpType.REQUEST);
        message.options().put(DhcpOption.REQUESTED_ADDRESS, wanted).put(DhcpOption.SERVER, SERVER);
        return message;
    }

    private Optional<DhcpMessage> say(DhcpMessage message) {
        answers.clear();
        byte[] bytes = message.bytes();
        client.send(Peer.everybody(67), bytes, bytes.length);
        town.settle();
        assertTrue(answers.size() <= 1, "one question, one answer");
        return answers.stream().findFirst();
    }

    private DhcpMessage discover(MacAddress mac) {
        return say(message(mac, DhcpType.DISCOVER)).orElseThrow();
    }

    private Ipv4Address lease(MacAddress mac) {
        Ipv4Address offered = discover(mac).yours();
        DhcpMessage ack = say(request(mac, offered)).orElseThrow();
        assertEquals(Optional.of(DhcpType.ACK), ack.type());
        assertEquals(offered, ack.yours());
        return offered;
    }

    @Test
    void offersAnAddressAndAllThatGoesWithIt() {
        DhcpMessage offer = discover(ALICE);
        assertEquals(Optional.of(DhcpType.OFFER), offer.type());
        assertEquals(4711, offer.transaction());
        assertEquals(ALICE, offer.mac());
        assertTrue(SETTINGS.addresses().contains(offer.yours()));
        assertEquals(Optional.of(ip("255.255.255.0")), offer.options().address(DhcpOption.SUBNET_MASK));
        assertEquals(Optional.of(ip("10.1.0.254")), offer.options().address(DhcpOption.ROUTER));
        assertEquals(Optional.of(ip("10.1.0.53")), offer.options().address(DhcpOption.NAME_SERVERS));
        assertEquals(Optional.of(SERVER), offer.options().address(DhcpOption.SERVER));
        assertEquals(Optional.of(600), offer.options().number(DhcpOption.LEASE_SECONDS));
        assertEquals(Optional.of(300), offer.options().number(DhcpOption.RENEW_SECONDS));
        assertEquals(Optional.of(525), offer.options().number(DhcpOption.REBIND_SECONDS));
    }

    @Test
    void theSameClientGetsTheSameAddressAlwaysAndEachItsOwn() throws IOException {
        Ipv4Address first = lease(ALICE);
        assertNotEquals(first, lease(BOB));
        assertEquals(first, lease(ALICE));
        town.pass(10_000 * SECOND);
        assertEquals(first, lease(ALICE));
        Town another = new Town();
        new DhcpServer(another.host(SERVER), SETTINGS, () -> another.now, another.told::add);
        DhcpClient again = new DhcpClient(another.host(DhcpMessage.NONE), ALICE, 1, () -> another.now);
        another.settle();
        assertEquals(first, again.lease().orElseThrow().address());
    }

    @Test
    void whoIsKnownBeforehandGetsItsOwnAddressAndNobodyElseDoes() {
        assertEquals(ip("10.1.0.7"), lease(KNOWN));
        assertEquals(
                Optional.of(DhcpType.NAK), say(request(ALICE, ip("10.1.0.7"))).flatMap(DhcpMessage::type));
    }

    @Test
    void firmwareIsToldTheProgramAndIpxeTheScriptAndASystemNeither() {
        DhcpMessage firmware = message(ALICE, DhcpType.DISCOVER);
        firmware.options().put(DhcpOption.VENDOR_CLASS, "PXEClient:Arch:00000:UNDI:002001");
        DhcpMessage offer = say(firmware).orElseThrow();
        assertEquals("start.0", offer.file());
        assertEquals(SERVER, offer.next());
        assertEquals(Optional.of("start.0"), offer.options().text(DhcpOption.BOOT_FILE));
        assertEquals(Optional.of("10.1.0.1"), offer.options().text(DhcpOption.NEXT_SERVER_NAME));
        firmware.options().put(DhcpOption.USER_CLASS, "iPXE");
        assertEquals("tftp://10.1.0.1/boot.ipxe", say(firmware).orElseThrow().file());
        DhcpMessage own = message(ALICE, DhcpType.DISCOVER);
        own.options().put(DhcpOption.IPXE, new byte[] {(byte) 177, 1, 1});
        assertEquals("tftp://10.1.0.1/boot.ipxe", say(own).orElseThrow().file());
        assertEquals("", discover(ALICE).file());
    }

    @Test
    void refusesAnAddressThatIsNotTheClients() {
        Ipv4Address alice = lease(ALICE);
        assertEquals(Optional.of(DhcpType.NAK), say(request(BOB, alice)).flatMap(DhcpMessage::type));
        assertEquals(
                Optional.of(DhcpType.NAK), say(request(BOB, ip("192.168.0.5"))).flatMap(DhcpMessage::type));
    }

    @Test
    void aClientThatTookAnotherServersOfferFreesOurs() {
        Ipv4Address offered = discover(ALICE).yours();
        DhcpMessage other = message(ALICE, DhcpType.REQUEST);
        other.options().put(DhcpOption.REQUESTED_ADDRESS, ip("10.9.9.9")).put(DhcpOption.SERVER, ip("10.9.9.1"));
        assertTrue(say(other).isEmpty());
        for (int i = 1; i <= SETTINGS.addresses().size(); i++) lease(MacAddress.of(0x00155D100000L + i));
        assertTrue(SETTINGS.addresses().contains(offered));
    }

    @Test
    void whenAllAreTakenNobodyElseGetsOneUntilOneIsGivenBackOrOver() {
        Set<Ipv4Address> given = new HashSet<>();
        for (int i = 1; i <= 4; i++) given.add(lease(MacAddress.of(0x00155D000000L + i)));
        assertEquals(4, given.size());
        assertTrue(say(message(KNOWN, DhcpType.DISCOVER)).isPresent());
        MacAddress fifth = MacAddress.of(0x00155D000005L);
        assertTrue(say(message(fifth, DhcpType.DISCOVER)).isEmpty());
        Ipv4Address bobs = lease(BOB);
        DhcpMessage release = new DhcpMessage(
                false, 1, false, bobs, DhcpMessage.NONE, SERVER, DhcpMessage.NONE, BOB, "", new DhcpOptions());
        release.options().put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) DhcpType.RELEASE.code()});
        assertTrue(say(release).isEmpty());
        assertEquals(bobs, lease(fifth));
        assertTrue(say(message(BOB, DhcpType.DISCOVER)).isEmpty());
        town.pass(601 * SECOND);
        assertTrue(given.contains(lease(BOB)));
    }

    @Test
    void anAddressSomebodyElseHasIsGivenToNobodyForAWhile() {
        Ipv4Address bad = lease(ALICE);
        DhcpMessage decline = message(ALICE, DhcpType.DECLINE);
        decline.options().put(DhcpOption.REQUESTED_ADDRESS, bad);
        assertTrue(say(decline).isEmpty());
        assertNotEquals(bad, lease(ALICE));
        town.pass(1300 * SECOND);
        assertEquals(bad, lease(ALICE));
    }

    @Test
    void anAddressIsMadeLongerForWhoHasItAndAnsweredThere() throws IOException {
        Ipv4Address has = lease(ALICE);
        town.pass(300 * SECOND);
        List<DhcpMessage> unicast = new ArrayList<>();
        DatagramPort own = town.host(has)
                .open(68, (from, bytes) -> unicast.add(DhcpMessage.read(bytes).orElseThrow()));
        DhcpMessage renew = new DhcpMessage(
                false,
                9,
                false,
                has,
                DhcpMessage.NONE,
                DhcpMessage.NONE,
                DhcpMessage.NONE,
                ALICE,
                "",
                new DhcpOptions());
        renew.options().put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) DhcpType.REQUEST.code()});
        byte[] bytes = renew.bytes();
        own.send(new Peer(SERVER, 67), bytes, bytes.length);
        town.settle();
        assertEquals(Optional.of(DhcpType.ACK), unicast.getFirst().type());
        assertEquals(has, unicast.getFirst().yours());
        town.pass(400 * SECOND);
        assertEquals(Optional.of(DhcpType.NAK), say(request(BOB, has)).flatMap(DhcpMessage::type), "still Alice's");
    }

    @Test
    void aPasserByThatHasAnAddressLearnsTheRestAndGetsNone() throws IOException {
        List<DhcpMessage> unicast = new ArrayList<>();
        DatagramPort own = town.host(ip("10.1.0.50"))
                .open(68, (from, bytes) -> unicast.add(DhcpMessage.read(bytes).orElseThrow()));
        DhcpMessage inform = new DhcpMessage(
                false,
                9,
                false,
                ip("10.1.0.50"),
                DhcpMessage.NONE,
                DhcpMessage.NONE,
                DhcpMessage.NONE,
                BOB,
                "",
                new DhcpOptions());
        inform.options().put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) DhcpType.INFORM.code()});
        byte[] bytes = inform.bytes();
        own.send(new Peer(SERVER, 67), bytes, bytes.length);
        town.settle();
        DhcpMessage ack = unicast.getFirst();
        assertEquals(DhcpMessage.NONE, ack.yours());
        assertFalse(ack.options().has(DhcpOption.LEASE_SECONDS));
        assertTrue(ack.options().has(DhcpOption.ROUTER));
    }

    @Test
    void whatComesByARelayIsNotAnswered() {
        DhcpMessage relayed = new DhcpMessage(
                false,
                9,
                true,
                DhcpMessage.NONE,
                DhcpMessage.NONE,
                DhcpMessage.NONE,
                ip("10.7.0.1"),
                BOB,
                "",
                new DhcpOptions());
        relayed.options().put(DhcpOption.MESSAGE_TYPE, new byte[] {(byte) DhcpType.DISCOVER.code()});
        assertTrue(say(relayed).isEmpty());
    }
}
