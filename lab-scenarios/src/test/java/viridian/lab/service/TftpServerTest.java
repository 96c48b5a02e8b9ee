package viridian.lab.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.lab.service.Town.ip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.offload.wire.Ipv4Address;

class TftpServerTest {

    private static final Ipv4Address SERVER = ip("10.1.0.1");
    private static final Ipv4Address CLIENT = ip("10.1.0.100");
    private static final long SECOND = 1_000_000_000L;
    private static final int ROOM = 1 << 26;

    private final TftpFiles files = new TftpFiles();

    private TftpServer serve(Town town) throws IOException {
        return new TftpServer(town.host(SERVER), files, () -> town.now, town.told::add);
    }

    private static TftpFetch fetch(Town town, String name) throws IOException {
        return new TftpFetch(town.host(CLIENT), new Peer(SERVER, 69), name, ROOM, () -> town.now);
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private static String failure(TftpFetch fetch) {
        return fetch.failure().orElse("none");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1455, 1456, 1457, 2912, 100_000})
    void aFileArrivesAsItIs(int length) throws IOException {
        Town town = new Town();
        serve(town);
        files.with("file", content(length));
        TftpFetch fetch = fetch(town, "file");
        town.settle();
        assertArrayEquals(content(length), fetch.content().orElseThrow());
        int blocks = length / 1456 + 1;
        assertEquals(
                List.of("sent file to 10.1.0.100: %d bytes in %d blocks, 0 of them again, in 0 ms"
                        .formatted(length, blocks)),
                List.copyOf(town.told));
        assertEquals(2 * blocks + 3, town.said, "request and options, then a block and its acknowledgement each");
    }

    /** 65,536 blocks of 1456 bytes are not enough to wear the sixteen bits out, so the blocks are small. */
    @Test
    void moreBlocksThanTheirNumberCountsGoOnFromZero() throws IOException {
        Town town = new Town();
        serve(town);
        files.with("long", content(8 * 70_000 + 3));
        List<byte[]> blocks = new ArrayList<>();
        DatagramPort[] client = new DatagramPort[1];
        client[0] = town.host(CLIENT).open(2000, (from, bytes) -> {
            if (TftpWire.isData(bytes)) blocks.add(bytes);
            byte[] ack = {0, 4, bytes[2], bytes[3]};
            if (TftpWire.isOptions(bytes)) ack = new byte[] {0, 4, 0, 0};
            client[0].send(from, ack, 4);
        });
        say(client[0], "\0\1long\0octet\0blksize\0" + "8\0");
        town.settle();
        assertEquals(70_001, blocks.size());
        assertEquals(70_000 & 0xFFFF, TftpWire.block(blocks.get(69_999)));
        assertEquals(4 + 3, blocks.getLast().length);
    }

    private static void say(DatagramPort by, String request) {
        byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
        by.send(new Peer(SERVER, 69), bytes, bytes.length);
    }

    private static List<String> answers(Town town, String... requests) throws IOException {
        List<String> heard = new ArrayList<>();
        DatagramPort client = town.host(CLIENT)
                .open(
                        2000,
                        (from, bytes) -> heard.add(new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', '.')));
        for (String request : requests) say(client, request);
        town.settle();
        client.close();
        return heard;
    }

    @Test
    void optionsAreTakenAsFarAsTheyMakeSense() throws IOException {
        Town town = new Town();
        serve(town);
        files.with("f", content(77));
        String wishes = "\0\1f\0octet\0BlkSize\0" + "9000\0tsize\0" + "0\0timeout\0" + "3\0windowsize\0" + "16\0";
        String answer = answers(town, wishes).getFirst();
        assertTrue(answer.startsWith(".\6"), answer);
        assertTrue(answer.contains("blksize.1468."), answer);
        assertTrue(answer.contains("tsize.77."), answer);
        assertTrue(answer.contains("timeout.3."), answer);
        assertTrue(!answer.contains("window"), answer);
        assertTrue(answers(new Town(), wishes).isEmpty(), "nobody serves there");
    }

    @Test
    void aClientThatKnowsNoOptionsGetsBlocksOf512() throws IOException {
        Town town = new Town();
        serve(town);
        files.with("f", content(600));
        assertEquals(516, answers(town, "\0\1f\0octet\0").getFirst().length());
    }

    @Test
    void whatCannotBeIsRefusedWithItsReason() throws IOException {
        Town town = new Town();
        serve(town);
        TftpFetch missing = fetch(town, "none.0");
        town.settle();
        assertEquals("none.0 of 10.1.0.1: the server says: there is no file none.0", failure(missing));
        assertTrue(answers(town, "\0\2mine\0octet\0").getFirst().contains("only handed out"));
        files.with("f", content(5));
        assertTrue(answers(town, "\0\1f\0netascii\0").getFirst().contains("octet only"));
        TftpFetch tooLong = new TftpFetch(town.host(CLIENT), new Peer(SERVER, 69), "f", 4, () -> town.now);
        town.settle();
        assertTrue(failure(tooLong).contains("it has 5 bytes or more, and there is room for 4"));
    }

    @Test
    void noWayLeadsOutOfTheDirectory(@TempDir Path place) throws IOException {
        Path root = Files.createDirectories(place.resolve("served/below"));
        Files.writeString(place.resolve("secret"), "secret");
        Files.writeString(root.resolve("file"), "public");
        Path served = place.resolve("served");
        Files.createSymbolicLink(served.resolve("way-out"), place.resolve("secret"));
        Files.createSymbolicLink(served.resolve("way-in"), root.resolve("file"));
        files.below(served);
        Town town = new Town();
        serve(town);
        for (String name : List.of("below/file", "/below/file", "way-in", "below/../way-in")) {
            TftpFetch fetch = fetch(town, name);
            town.settle();
            assertEquals("public", new String(fetch.content().orElseThrow(), StandardCharsets.US_ASCII), name);
        }
        String absolute = place.resolve("secret").toString();
        for (String name : List.of("../secret", "way-out", "below", "", "/", "//etc/passwd", absolute, "a\nb")) {
            TftpFetch fetch = fetch(town, name);
            town.settle();
            assertTrue(failure(fetch).contains("there is no file"), name + ": " + failure(fetch));
        }
    }

    @Test
    void whatIsLostIsSentAgain() throws IOException {
        long seed = System.nanoTime();
        System.out.println("TftpServerTest seed " + seed);
        Town town = new Town(0.1, seed);
        TftpServer server = serve(town);
        files.with("file", content(200_000));
        List<TftpFetch> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) all.add(fetch(town, "file"));
        for (int i = 0; i < 400; i++) {
            town.settle();
            town.pass(SECOND / 2);
            server.poll(town.now);
            all.forEach(fetch -> fetch.poll(town.now));
        }
        long arrived = all.stream().filter(fetch -> fetch.content().isPresent()).count();
        assertTrue(arrived >= 19, arrived + " of 20 arrived");
        all.stream()
                .flatMap(fetch -> fetch.content().stream())
                .forEach(file -> assertArrayEquals(content(200_000), file));
        assertEquals(Long.MAX_VALUE, server.deadline(), "nothing is left under way");
    }

    @Test
    void aClientThatFallsSilentIsGivenUp() throws IOException {
        Town town = new Town();
        TftpServer server = serve(town);
        files.with("f", content(5));
        answers(town, "\0\1f\0octet\0");
        for (int i = 0; i < 10; i++) {
            town.pass(SECOND);
            server.poll(town.now);
        }
        assertEquals(List.of("f for 10.1.0.100 was given up, as the client does not answer"), List.copyOf(town.told));
        assertEquals(Long.MAX_VALUE, server.deadline());
    }

    /** RFC 1123 section 4.2.3.1, the sorcerer's apprentice. */
    @Test
    void anAcknowledgementThatComesTwiceIsAnsweredOnce() throws IOException {
        Town town = new Town();
        serve(town);
        files.with("f", content(2000));
        List<Integer> blocks = new ArrayList<>();
        DatagramPort[] client = new DatagramPort[1];
        client[0] = town.host(CLIENT).open(2000, (from, bytes) -> {
            blocks.add(TftpWire.block(bytes));
            for (int i = 0; i < 2; i++) client[0].send(from, new byte[] {0, 4, bytes[2], bytes[3]}, 4);
        });
        say(client[0], "\0\1f\0octet\0");
        town.settle();
        assertEquals(List.of(1, 2, 3, 4), blocks);
    }

    @Test
    void aStrangerAtAFilesPortIsSentAwayAndTheFileGoesOn() throws IOException {
        Town town = new Town();
        serve(town);
        files.with("f", content(600));
        List<Peer> source = new ArrayList<>();
        List<Integer> blocks = new ArrayList<>();
        DatagramPort client = town.host(CLIENT).open(2000, (from, bytes) -> {
            source.add(from);
            blocks.add(TftpWire.block(bytes));
        });
        say(client, "\0\1f\0octet\0");
        town.settle();
        List<Integer> errors = new ArrayList<>();
        DatagramPort stranger =
                town.host(ip("10.1.0.66")).open(2000, (from, bytes) -> errors.add(TftpWire.block(bytes)));
        stranger.send(source.getFirst(), new byte[] {0, 4, 0, 1}, 4);
        town.settle();
        assertEquals(List.of(5), errors, "unknown transfer ID");
        client.send(source.getFirst(), new byte[] {0, 4, 0, 1}, 4);
        town.settle();
        assertEquals(List.of(1, 2), blocks);
    }

    @Test
    void noMoreFilesAreSentAtOnceThanThereIsRoomFor() throws IOException {
        Town town = new Town();
        TftpServer server = serve(town);
        files.with("f", content(5));
        for (int i = 0; i <= TftpServer.MOST_TRANSFERS; i++) {
            say(town.host(ip("10.1.1." + i)).open(2000, (from, bytes) -> {}), "\0\1f\0octet\0");
        }
        town.settle();
        assertEquals(List.of("refused 10.1.1.64: too many files are on their way already"), List.copyOf(town.told));
        server.close();
    }

    @Test
    void hostileBytesDoNoHarm() throws IOException {
        long seed = System.nanoTime();
        System.out.println("TftpServerTest hostile seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Town town = new Town();
        TftpServer server = serve(town);
        files.with("f", content(3000));
        List<Peer> sources = new ArrayList<>(List.of(new Peer(SERVER, 69)));
        DatagramPort stranger = town.host(CLIENT).open(2000, (from, bytes) -> sources.add(from));
        String[] said = {
            "\0\1f\0octet\0", "\0\1f\0octet\0blksize\0" + "8\0", "\0\4\0\1", "\0\5\0\1x\0", "\0\6a\0b\0", ""
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = said[random.nextInt(said.length)].getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length > 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextInt(1, 256));
            Peer to = random.nextBoolean() ? sources.getFirst() : sources.getLast();
            stranger.send(to, bytes, random.nextInt(bytes.length + 1));
            town.settle();
            town.pass(random.nextLong(SECOND));
            server.poll(town.now);
        }
        for (int i = 0; i < 10; i++) {
            town.pass(300 * SECOND);
            server.poll(town.now);
        }
        TftpFetch fetch = fetch(town, "f");
        town.settle();
        assertEquals(Optional.of(3000), fetch.content().map(file -> file.length));
    }
}
