package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.Machine;
import viridian.partitions.hypercall.HypercallStatus;
import viridian.partitions.hypercall.PostMessage;

/** What the parent's end of the bus does when a guest says what it should not. */
class HostileGuestTest {

    private static final int GPADL = 0xE1E10;
    /** Where in its memory the guest puts what it posts by itself. */
    private static final long RAW = 0x30_0000;

    private final Machine machine = new Machine(EnumSet.noneOf(VmbusVersion.class));
    private final EchoDevice device = new EchoDevice(1);
    private final RawGuest guest = new RawGuest(machine);

    @BeforeEach
    void offer() {
        machine.guest().vmbus().offer(device);
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private List<VmbusMessage> shares(long bytes, int ranges, long... words) {
        return guest.says(new VmbusMessage.GpadlHeader(1, GPADL, (int) bytes, ranges, words));
    }

    private static List<VmbusMessage> created(int status) {
        return List.of(new VmbusMessage.GpadlCreated(1, GPADL, status));
    }

    @Test
    void beforeAConnectionNothingIsAnswered() {
        assertEquals(List.of(), guest.says(new VmbusMessage.RequestOffers()));
        assertEquals(List.of(), guest.says(new VmbusMessage.Unload()));
        assertEquals(List.of(), shares(16, 1, 4096, 1));
    }

    @Test
    void unknownVersionsAreAnsweredWithNo() {
        VmbusMessage no = new VmbusMessage.VersionResponse(false, 0, 0);
        assertEquals(List.of(no), guest.says(new VmbusMessage.InitiateContact(0x60000, 0, 2, 0, 0)));
        assertEquals(List.of(no), guest.says(new VmbusMessage.InitiateContact(-1, 0, 2, 0, 0)));
    }

    @ParameterizedTest
    @CsvSource({
        "0x10001, 0, 0x7fff0000, 0, 0, false",
        "0x10001, 0, 0x10001, 0, 0, false",
        "0x10001, 0, 0x10000, 0x11000, 0, false",
        "0x20004, 0, 0x10000, 0x11000, 0, true",
        "0x20004, 0, 0x10000, 0x11000, -4096, true",
        "0x30000, 2, 0x10000, 0, 0, true",
        "0x30000, -1, 0x10000, 0, 0, true",
        "0x50003, 0, 3, 0, 0, true"
    })
    void pagesAndProcessorsTheGuestDoesNotHaveMakeNoConnection(
            String version, int processor, String interruptPage, String first, String second, boolean supported) {
        VmbusMessage contact = new VmbusMessage.InitiateContact(
                Integer.decode(version),
                processor,
                Long.decode(interruptPage),
                Long.decode(first),
                Long.decode(second));
        assertEquals(List.of(new VmbusMessage.VersionResponse(supported, supported ? 2 : 0, 0)), guest.says(contact));
        assertEquals(List.of(), guest.says(new VmbusMessage.RequestOffers()));
    }

    @Test
    void olderGuestsNameProcessorsNobodyLooksAt() {
        VmbusMessage contact = new VmbusMessage.InitiateContact(0x10001, 77, 0x10000, 0x11000, 0x12000);
        assertEquals(List.of(new VmbusMessage.VersionResponse(true, 0, 0x10001)), guest.says(contact));
    }

    @Test
    void offersAreMadeOncePerConnection() {
        assertEquals(2, guest.connects().size());
        assertEquals(List.of(), guest.says(new VmbusMessage.RequestOffers()));
        assertEquals(2, guest.connects().size());
    }

    @Test
    void contactWhileConnectedClosesWhatWasOpen() {
        opened();
        assertEquals(List.of("open"), device.events);
        guest.connects();
        assertEquals(List.of("open", "close"), device.events);
        assertEquals(created(0), shares(16, 1, 4096, 1), "the old GPADL is forgotten");
    }

    private void opened() {
        guest.connects();
        assertEquals(created(0), shares(40, 1, 4 * 4096, 16, 17, 18, 19));
        VmbusMessage result = new VmbusMessage.OpenResult(1, 5, 0);
        assertEquals(List.of(result), guest.says(new VmbusMessage.Open(1, 5, GPADL, 0, 2)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 4", "0, 1", "0, 3", "0, -1", "2, 2", "-2, 2"})
    void ringsThatCannotBeAreNotOpened(int processor, int downstreamPage) {
        guest.connects();
        shares(40, 1, 4 * 4096, 16, 17, 18, 19);
        VmbusMessage failed = new VmbusMessage.OpenResult(1, 5, VmbusMessage.UNSUCCESSFUL);
        VmbusMessage open = new VmbusMessage.Open(1, 5, GPADL, processor, downstreamPage);
        assertEquals(List.of(failed), guest.says(open));
        assertEquals(
                List.of(new VmbusMessage.GpadlTorndown(GPADL)), guest.says(new VmbusMessage.GpadlTeardown(1, GPADL)));
    }

    @Test
    void ringsMustBeOneAlignedStretchWithGoodIndices() {
        guest.connects();
        VmbusMessage failed = new VmbusMessage.OpenResult(1, 5, VmbusMessage.UNSUCCESSFUL);
        assertEquals(List.of(failed), guest.says(new VmbusMessage.Open(1, 5, 0xBAD, 0, 2)), "no such GPADL");
        shares(48, 1, (4 * 4096) | (8L << 32), 16, 17, 18, 19, 20);
        assertEquals(List.of(failed), guest.says(new VmbusMessage.Open(1, 5, GPADL, 0, 2)), "not aligned");
        guest.says(new VmbusMessage.GpadlTeardown(1, GPADL));
        shares(48, 2, 2 * 4096, 16, 17, 2 * 4096, 18, 19);
        assertEquals(List.of(failed), guest.says(new VmbusMessage.Open(1, 5, GPADL, 0, 2)), "two ranges");
        guest.says(new VmbusMessage.GpadlTeardown(1, GPADL));
        shares(40, 1, 4 * 4096, 16, 17, 18, 19);
        machine.guest().memory().putI32(18 * 4096, 3);
        assertEquals(List.of(failed), guest.says(new VmbusMessage.Open(1, 5, GPADL, 0, 2)), "bad index");
    }

    @Test
    void ringsStayWhereTheyAreWhileTheChannelIsOpen() {
        opened();
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlTeardown(1, GPADL)));
        VmbusMessage tornDown = new VmbusMessage.GpadlTorndown(GPADL);
        assertEquals(List.of(tornDown), guest.says(new VmbusMessage.Close(1)));
    }

    @Test
    void whatAnOpenChannelCannotDoIsIgnored() {
        opened();
        assertEquals(List.of(), guest.says(new VmbusMessage.Open(1, 6, GPADL, 0, 2)));
        assertEquals(List.of(), guest.says(new VmbusMessage.RelidReleased(1)));
        assertEquals(List.of("open"), device.events);
    }

    static List<VmbusMessage> aboutChannelsThatAreNot() {
        return List.of(
                new VmbusMessage.Open(2, 1, GPADL, 0, 2),
                new VmbusMessage.Open(-1, 1, GPADL, 0, 2),
                new VmbusMessage.Close(1),
                new VmbusMessage.Close(2048),
                new VmbusMessage.GpadlHeader(9, GPADL, 16, 1, new long[] {4096, 1}),
                new VmbusMessage.GpadlTeardown(1, GPADL),
                new VmbusMessage.GpadlBody(1, GPADL, new long[] {1}),
                new VmbusMessage.RelidReleased(0),
                new VmbusMessage.Unknown(99),
                new VmbusMessage.AllOffers(),
                new VmbusMessage.OpenResult(1, 1, 0));
    }

    @ParameterizedTest
    @MethodSource("aboutChannelsThatAreNot")
    void whatIsAboutNothingIsIgnored(VmbusMessage message) {
        guest.connects();
        assertEquals(List.of(), guest.says(message));
        assertEquals(created(0), shares(16, 1, 4096, 1), "and the bus goes on");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 4096, 1, no words",
        "16, 0, 4096, 1, no ranges",
        "12, 1, 4096, 1, half a word",
        "16, 1, 0, 1, no bytes",
        "16, 1, 4097, 1, a page too few",
        "16, 1, 1, 16384, a page outside memory",
        "16, 1, 1, -1, a page far outside memory",
        "16, 2, 4096, 1, a range too few",
        "16, 1, 17592186048512, 1, an offset of a page",
        "16, 1, 4294967295, 1, a million pages too few",
        "8, 1, 4096, 1, no pages"
    })
    void sharedMemoryThatCannotBeIsRefused(int bytes, int ranges, long head, long page, String why) {
        guest.connects();
        assertEquals(created(VmbusMessage.UNSUCCESSFUL), shares(bytes, ranges, head, page), why);
        assertEquals(created(0), shares(16, 1, 4096, 1), "the handle is still free");
    }

    @Test
    void wordsThatBelongToNoRangeAreRefused() {
        guest.connects();
        assertEquals(created(VmbusMessage.UNSUCCESSFUL), shares(24, 1, 4096, 1, 2));
    }

    @Test
    void aHandleIsUsedOnce() {
        guest.connects();
        assertEquals(created(0), shares(16, 1, 4096, 1));
        assertEquals(created(VmbusMessage.UNSUCCESSFUL), shares(16, 1, 4096, 2));
        assertEquals(
                List.of(new VmbusMessage.GpadlTorndown(GPADL)), guest.says(new VmbusMessage.GpadlTeardown(1, GPADL)));
    }

    @Test
    void sharedMemoryThatIsNeverFinishedIsRememberedOnlySoOften() {
        guest.connects();
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            refused += guest.says(new VmbusMessage.GpadlHeader(1, i, 65528, 1, new long[] {4096}))
                    .size();
        }
        assertEquals(84, refused);
    }

    @Test
    void aGuestSharesSoMuchAndNoMore() {
        guest.connects();
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            VmbusMessage header = new VmbusMessage.GpadlHeader(1, i + 1, 16, 1, new long[] {4096, 1});
            VmbusMessage answer = guest.says(header).getFirst();
            if (assertInstanceOf(VmbusMessage.GpadlCreated.class, answer).status() != 0) refused++;
        }
        assertEquals(300 - 256, refused);
    }

    @Test
    void aGuestSharesHalfAGigabyteAndNoMore() {
        guest.connects();
        int pages = 8190;
        for (int i = 0; i < 17; i++) {
            long[] words = new long[1 + pages];
            Arrays.fill(words, 16);
            words[0] = pages * 4096L;
            assertEquals(i < 16 ? 0 : VmbusMessage.UNSUCCESSFUL, sharesAll(100 + i, words), i + " before");
        }
    }

    /** The status at the end of as many messages as it takes, or of the first that is refused. */
    private int sharesAll(int gpadl, long[] words) {
        int bytes = words.length * Long.BYTES;
        List<VmbusMessage> heard =
                guest.says(new VmbusMessage.GpadlHeader(1, gpadl, bytes, 1, Arrays.copyOf(words, 27)));
        for (int sent = 27; heard.isEmpty(); sent += 28) {
            long[] next = Arrays.copyOfRange(words, sent, Math.min(words.length, sent + 28));
            heard = guest.says(new VmbusMessage.GpadlBody(1, gpadl, next));
        }
        return assertInstanceOf(VmbusMessage.GpadlCreated.class, heard.getFirst())
                .status();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 7})
    void messagesShorterThanTheirHeadAreIgnored(int length) {
        guest.connects();
        assertEquals(HypercallStatus.SUCCESS, postRaw(length));
        assertEquals(created(0), shares(16, 1, 4096, 1), "and the bus goes on");
    }

    @Test
    void everyMessageThatEndsTooEarlyIsIgnored() {
        List<VmbusMessage> messages = List.of(
                new VmbusMessage.Open(1, 1, GPADL, 0, 2),
                new VmbusMessage.Close(1),
                new VmbusMessage.GpadlHeader(1, GPADL, 16, 1, new long[0]),
                new VmbusMessage.GpadlTeardown(1, GPADL),
                new VmbusMessage.RelidReleased(1),
                new VmbusMessage.ModifyChannel(1, 0),
                new VmbusMessage.OpenReserved(1, 0, 2, GPADL, 2),
                new VmbusMessage.CloseReserved(1, 0, 2),
                new VmbusMessage.TransportConnect(new Guid(1, 2), new Guid(3, 4)),
                new VmbusMessage.InitiateContact(0x10001, 0, 0x10000, 0, 0));
        guest.connects();
        for (VmbusMessage message : messages) {
            int length = message.write(machine.guest().memory().segment().asSlice(RAW + PostMessage.PAYLOAD));
            guest.heard.clear();
            PostMessage.writeHead(
                    machine.guest().memory().segment(), RAW, Wire.MESSAGE_CONNECTION_5, Wire.MESSAGE_TYPE, length - 1);
            machine.guest().processor(0).hypercall(PostMessage.CODE, RAW);
            machine.turns().take();
            assertEquals(List.of(), guest.heard, message.toString());
        }
        assertEquals(VmbusVersion.V5_3, machine.guest().vmbus().version());
        assertEquals(created(0), shares(16, 1, 4096, 1), "and the bus goes on");
    }

    @Test
    void aGuestThatDoesNotReadItsAnswersIsNotListenedToForEver() {
        guest.connects();
        // Nobody takes turns here, so the answers pile up and then the guest's own messages do.
        machine.guest().processor(0).onInterrupt(0xF3, () -> {});
        int posted = 0;
        while (posted < 1000 && postRaw() == HypercallStatus.SUCCESS) {
            posted++;
            machine.turns().take();
        }
        assertTrue(posted >= 128 && posted <= 130, posted + " messages were taken");
    }

    private HypercallStatus postRaw() {
        return postRaw(16);
    }

    private HypercallStatus postRaw(int length) {
        MemorySegment memory = machine.guest().memory().segment();
        PostMessage.writeHead(memory, RAW, Wire.MESSAGE_CONNECTION_5, Wire.MESSAGE_TYPE, length);
        assertEquals(16, new VmbusMessage.ModifyChannel(1, 0).write(memory.asSlice(RAW + PostMessage.PAYLOAD)));
        return HypercallStatus.of(machine.guest().processor(0).hypercall(PostMessage.CODE, RAW));
    }

    @Test
    void aChannelMovesToAnotherProcessorOnlyIfThereIsOne() {
        opened();
        VmbusMessage moved = new VmbusMessage.ModifyChannelResponse(1, 0);
        VmbusMessage failed = new VmbusMessage.ModifyChannelResponse(1, VmbusMessage.UNSUCCESSFUL);
        assertEquals(List.of(moved), guest.says(new VmbusMessage.ModifyChannel(1, 1)));
        assertEquals(List.of(failed), guest.says(new VmbusMessage.ModifyChannel(1, 2)));
        assertEquals(List.of(failed), guest.says(new VmbusMessage.ModifyChannel(1, -1)));
    }

    @Test
    void unloadingIsTheLastThingThatIsAnswered() {
        opened();
        assertEquals(List.of(new VmbusMessage.UnloadResponse()), guest.says(new VmbusMessage.Unload()));
        assertEquals(List.of("open", "close"), device.events);
        assertEquals(List.of(), guest.says(new VmbusMessage.RequestOffers()));
    }

    @Test
    void randomMessagesDoNoHarm() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            guest.connects();
            for (int i = 0; i < 50; i++) guest.says(randomMessage(random));
            assertEquals(2, guest.connects().size(), "seed " + seed);
        }
        assertFalse(device.events.isEmpty(), "some of them opened the channel");
    }

    private static VmbusMessage randomMessage(SplittableRandom random) {
        int relid = random.nextInt(3);
        int gpadl = random.nextInt(4);
        return switch (random.nextInt(8)) {
            case 0 -> new VmbusMessage.Open(relid, 1, gpadl, random.nextInt(-1, 3), random.nextInt(5));
            case 1 -> new VmbusMessage.Close(relid);
            case 2, 3 ->
                new VmbusMessage.GpadlHeader(
                        relid, gpadl, random.nextInt(30, 50) & ~7, 1, new long[] {4 * 4096, 16, 17, 18, 19});
            case 4 ->
                new VmbusMessage.GpadlBody(1, gpadl, random.longs(4, 0, 20).toArray());
            case 5 -> new VmbusMessage.GpadlTeardown(relid, gpadl);
            case 6 -> new VmbusMessage.RelidReleased(relid);
            default -> new VmbusMessage.Unknown(random.nextInt(40));
        };
    }
}
