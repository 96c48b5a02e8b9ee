package viridian.lab.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;

class DhcpMessageTest {

    private static final MacAddress MAC = MacAddress.parse("00-15-5D-01-02-03");

    /** The fields before the names, and the options behind them, as they stand on the wire. */
    private static byte[] literal(String head, String options) {
        ByteBuffer bytes = ByteBuffer.allocate(300);
        bytes.put(HexFormat.of().parseHex(head));
        bytes.put(236, HexFormat.of().parseHex("63825363" + options));
        return bytes.array();
    }

    private static final byte[] DISCOVER =
            literal("010106000000126700008000" + "00".repeat(16) + "00155d010203", "3501013c09505845436c69656e74ff");

    @Test
    void isReadFromItsBytes() {
        DhcpMessage message = DhcpMessage.read(DISCOVER).orElseThrow();
        assertEquals(Optional.of(DhcpType.DISCOVER), message.type());
        assertEquals(0x1267, message.transaction());
        assertTrue(message.broadcast());
        assertEquals(MAC, message.mac());
        assertEquals(Optional.of("PXEClient"), message.options().text(DhcpOption.VENDOR_CLASS));
    }

    @Test
    void isWrittenAsItIsRead() {
        assertArrayEquals(DISCOVER, DhcpMessage.read(DISCOVER).orElseThrow().bytes());
        DhcpMessage answer = DhcpMessage.question(7, MAC)
                .answer(
                        Ipv4Address.parse("10.1.0.100"),
                        Ipv4Address.parse("10.1.0.1"),
                        "start.0",
                        new DhcpOptions().put(DhcpOption.ROUTER, Ipv4Address.parse("10.1.0.254")));
        DhcpMessage read = DhcpMessage.read(answer.bytes()).orElseThrow();
        assertTrue(read.fromServer());
        assertEquals(answer.yours(), read.yours());
        assertEquals(answer.next(), read.next());
        assertEquals("start.0", read.file());
        assertArrayEquals(answer.bytes(), read.bytes());
    }

    /** RFC 2132 section 9.3: the names' fields may hold options instead, and RFC 3396 joins what was cut. */
    @Test
    void optionsGoOnInTheFieldsOfTheNames() {
        byte[] bytes = literal("010106000000126700000000" + "00".repeat(16) + "00155d010203", "340103350101ff");
        ByteBuffer.wrap(bytes).put(108, HexFormat.of().parseHex("4d02" + "6950" + "ff"));
        ByteBuffer.wrap(bytes).put(44, HexFormat.of().parseHex("4d02" + "5845" + "ff"));
        DhcpMessage message = DhcpMessage.read(bytes).orElseThrow();
        assertEquals(Optional.of("iPXE"), message.options().text(DhcpOption.USER_CLASS));
        assertEquals("", message.file());
    }

    @Test
    void ofAnotherKindOfLinkOrFromNoStationIsNone() {
        for (int at : List.of(0, 1, 2, 236)) {
            byte[] bytes = DISCOVER.clone();
            bytes[at] = (byte) (bytes[at] + 5);
            assertTrue(DhcpMessage.read(bytes).isEmpty(), "byte " + at);
        }
        byte[] group = DISCOVER.clone();
        group[28] = 1;
        assertTrue(DhcpMessage.read(group).isEmpty());
        assertTrue(DhcpMessage.read(new byte[239]).isEmpty());
    }

    /** Whatever a stranger sends, the server lives, and knows no more clients than it has addresses. */
    @Test
    void hostileBytesDoNoHarm() throws IOException {
        long seed = System.nanoTime();
        System.out.println("DhcpMessageTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Town town = new Town();
        Ipv4Address own = Ipv4Address.parse("10.1.0.1");
        DhcpSettings settings = new DhcpSettings(
                own,
                24,
                AddressRange.parse("10.1.0.100-10.1.0.109"),
                Map.of(),
                Optional.empty(),
                List.of(),
                60,
                Optional.of("p"),
                Optional.of("s"));
        DhcpServer server = new DhcpServer(town.host(own), settings, () -> town.now, told -> {});
        DatagramPort stranger = town.host(DhcpMessage.NONE).open(68, (from, bytes) -> {});
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mutated(random);
            stranger.send(Peer.everybody(67), bytes, random.nextInt(bytes.length + 1));
            town.settle();
            town.pass(random.nextLong(1_000_000_000L));
        }
        assertTrue(server.clients() <= 10);
        DhcpClient client = new DhcpClient(town.host(Ipv4Address.parse("0.0.0.9")), MAC, 1, () -> town.now);
        town.pass(1_000_000_000_000L);
        client.poll(town.now);
        town.settle();
        assertTrue(client.lease().isPresent());
    }

    private static byte[] mutated(SplittableRandom random) {
        byte[] bytes = DISCOVER.clone();
        for (int n = random.nextInt(12); n > 0; n--) {
            bytes[random.nextInt(4) == 0 ? random.nextInt(bytes.length) : 236 + random.nextInt(64)] =
                    (byte) random.nextInt();
        }
        bytes[33] = (byte) random.nextInt();
        bytes[32] = (byte) random.nextInt();
        if (random.nextBoolean()) bytes[242] = (byte) (1 + random.nextInt(8));
        return bytes;
    }
}
