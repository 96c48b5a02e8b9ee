package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.GuestPages;
import viridian.partitions.Machine;

/** The states of a channel and of shared memory with a device that takes its time to answer. */
class ServerStateTest {

    private static final int GPADL = 0xE1E10;
    private static final VmbusMessage OPEN = new VmbusMessage.Open(1, 5, GPADL, 0, 2);
    private static final VmbusMessage OPENED = new VmbusMessage.OpenResult(1, 5, 0);
    private static final VmbusMessage NOT_OPENED = new VmbusMessage.OpenResult(1, 5, VmbusMessage.UNSUCCESSFUL);

    private final Machine machine = new Machine(EnumSet.noneOf(VmbusVersion.class));
    private final Vmbus bus = machine.guest().vmbus();
    private final SlowDevice device = new SlowDevice(1);
    private final RawGuest guest = new RawGuest(machine);

    @AfterEach
    void close() {
        machine.close();
    }

    private void connect() {
        bus.offer(device);
        guest.connects();
        guest.says(new VmbusMessage.GpadlHeader(1, GPADL, 40, 1, new long[] {4 * 4096, 16, 17, 18, 19}));
        device.answerShare(0);
        machine.turns().take();
    }

    private void open() {
        connect();
        guest.says(OPEN);
        answersOpen(0);
        assertEquals(ChannelState.OPEN, state());
    }

    private List<VmbusMessage> answersOpen(int status) {
        guest.heard.clear();
        device.answerOpen(status);
        machine.turns().take();
        return List.copyOf(guest.heard);
    }

    private List<VmbusMessage> answersClose() {
        guest.heard.clear();
        device.answerClose();
        machine.turns().take();
        return List.copyOf(guest.heard);
    }

    private List<VmbusMessage> withdraws() {
        guest.heard.clear();
        bus.withdraw(device);
        machine.turns().take();
        return List.copyOf(guest.heard);
    }

    private ChannelState state() {
        return bus.report().getFirst().state();
    }

    @Test
    void theGuestIsAnsweredWhenTheDeviceIs() {
        connect();
        assertEquals(ChannelState.CLOSED, state());
        assertEquals(List.of(), guest.says(OPEN));
        assertEquals(ChannelState.OPENING, state());
        assertEquals(List.of(), guest.says(OPEN), "once is enough");
        assertEquals(List.of(), guest.says(new VmbusMessage.Close(1)), "nothing is open yet");
        assertEquals(List.of(OPENED), answersOpen(0));
        assertEquals(ChannelState.OPEN, state());
    }

    @Test
    void aDeviceThatFailsLeavesTheChannelClosed() {
        connect();
        guest.says(OPEN);
        assertEquals(List.of(NOT_OPENED), answersOpen(VmbusMessage.UNSUCCESSFUL));
        assertEquals(ChannelState.CLOSED, state());
        assertEquals(
                List.of(new VmbusMessage.GpadlTorndown(GPADL)), guest.says(new VmbusMessage.GpadlTeardown(1, GPADL)));
    }

    @Test
    void aDeviceAnswersOnce() {
        connect();
        guest.says(OPEN);
        assertEquals(List.of(OPENED), answersOpen(0));
        assertEquals(List.of(), answersOpen(VmbusMessage.UNSUCCESSFUL));
        assertEquals(ChannelState.OPEN, state());
    }

    @Test
    void ringsAreHeldUntilTheDeviceHasClosed() {
        open();
        assertEquals(List.of(), guest.says(new VmbusMessage.Close(1)));
        assertEquals(ChannelState.CLOSING, state());
        assertEquals(List.of(), guest.says(new VmbusMessage.Close(1)), "twice is an error");
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlTeardown(1, GPADL)));
        assertEquals(List.of(new VmbusMessage.GpadlTorndown(GPADL)), answersClose());
        assertEquals(ChannelState.CLOSED, state());
    }

    @Test
    void openingWhileClosingWaits() {
        open();
        guest.says(new VmbusMessage.Close(1));
        assertEquals(List.of(), guest.says(OPEN));
        assertEquals(ChannelState.CLOSING_REOPEN, state());
        assertEquals(List.of(), guest.says(OPEN), "there is one wish at a time");
        answersClose();
        assertEquals(ChannelState.OPENING, state());
        assertEquals(List.of(OPENED), answersOpen(0));
    }

    @Test
    void lettingGoWhileClosingEndsReleased() {
        open();
        guest.says(new VmbusMessage.Close(1));
        guest.says(new VmbusMessage.RelidReleased(1));
        assertEquals(ChannelState.CLOSING_CLIENT_RELEASE, state());
        answersClose();
        assertEquals(ChannelState.CLIENT_RELEASED, state());
        assertEquals(List.of(), guest.says(OPEN), "the guest has let go of it");
    }

    @Test
    void lettingGoOfAClosedChannelIsAllowedAndForOthersIsNot() {
        open();
        guest.says(new VmbusMessage.RelidReleased(1));
        assertEquals(ChannelState.OPEN, state());
        guest.says(new VmbusMessage.Close(1));
        answersClose();
        guest.says(new VmbusMessage.RelidReleased(1));
        assertEquals(ChannelState.CLIENT_RELEASED, state());
    }

    @Test
    void withdrawingWhileOpeningFailsTheOpeningFirst() {
        connect();
        guest.says(OPEN);
        assertEquals(List.of(NOT_OPENED, new VmbusMessage.Rescind(1)), withdraws());
        assertEquals(ChannelState.REVOKED, state());
        assertEquals(List.of(), answersOpen(0), "too late");
        assertEquals(List.of(), guest.says(OPEN));
    }

    @Test
    void withdrawingWhileReopeningFailsTheOpeningFirst() {
        open();
        guest.says(new VmbusMessage.Close(1));
        guest.says(OPEN);
        assertEquals(List.of(NOT_OPENED, new VmbusMessage.Rescind(1)), withdraws());
    }

    @Test
    void withdrawingAnswersForTheDeviceWhatItWasAskedAboutMemory() {
        connect();
        guest.says(new VmbusMessage.GpadlHeader(1, 2, 16, 1, new long[] {4096, 30}));
        guest.says(new VmbusMessage.GpadlHeader(1, 3, 40, 1, new long[] {4 * 4096}));
        VmbusMessage failed = new VmbusMessage.GpadlCreated(1, 2, VmbusMessage.UNSUCCESSFUL);
        assertEquals(List.of(failed, new VmbusMessage.Rescind(1)), withdraws());
        assertEquals(
                List.of(new VmbusMessage.GpadlCreated(1, 3, 0)),
                guest.says(new VmbusMessage.GpadlBody(1, 3, new long[] {31, 32, 33, 34})),
                "the guest needs something to clean up");
        assertEquals(List.of(new VmbusMessage.GpadlTorndown(3)), guest.says(new VmbusMessage.GpadlTeardown(1, 3)));
    }

    @Test
    void withdrawingTearsDownWhatTheDeviceHeld() {
        open();
        guest.says(new VmbusMessage.GpadlTeardown(1, GPADL));
        assertEquals(List.of(new VmbusMessage.GpadlTorndown(GPADL), new VmbusMessage.Rescind(1)), withdraws());
    }

    @Test
    void sharingOnARescindedChannelSucceedsAndIsTornDown() {
        connect();
        withdraws();
        assertEquals(
                List.of(new VmbusMessage.GpadlCreated(1, 9, 0)),
                guest.says(new VmbusMessage.GpadlHeader(1, 9, 16, 1, new long[] {4096, 30})));
        assertEquals(List.of(new VmbusMessage.GpadlTorndown(9)), guest.says(new VmbusMessage.GpadlTeardown(1, 9)));
    }

    @Test
    void aNumberIsUsedAgainOnlyWhenTheGuestHasLetGo() {
        connect();
        withdraws();
        guest.heard.clear();
        bus.offer(new SlowDevice(2));
        machine.turns().take();
        assertEquals(
                2,
                assertInstanceOf(VmbusMessage.Offer.class, guest.heard.getFirst())
                        .relid());
        guest.says(new VmbusMessage.RelidReleased(1));
        guest.heard.clear();
        bus.offer(new SlowDevice(3));
        machine.turns().take();
        assertEquals(
                1,
                assertInstanceOf(VmbusMessage.Offer.class, guest.heard.getFirst())
                        .relid());
    }

    @Test
    void aDeviceThatIsBackAtOnceIsOfferedWhenTheGuestHasLetGo() {
        connect();
        withdraws();
        bus.offer(new SlowDevice(1));
        assertEquals(ChannelState.REOFFERED, state());
        List<VmbusMessage> heard = guest.says(new VmbusMessage.RelidReleased(1));
        assertEquals(
                device.offer(),
                assertInstanceOf(VmbusMessage.Offer.class, heard.getFirst()).channel());
        assertEquals(ChannelState.CLOSED, state());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unloadingWaitsForTheDevice(boolean whileOpening) {
        connect();
        guest.says(OPEN);
        if (!whileOpening) answersOpen(0);
        assertEquals(List.of(), guest.says(new VmbusMessage.Unload()));
        assertEquals(whileOpening ? ChannelState.OPENING_CLIENT_RELEASE : ChannelState.CLOSING_CLIENT_RELEASE, state());
        assertEquals(List.of(), guest.says(new VmbusMessage.RequestOffers()), "nothing else counts");
        if (whileOpening) assertEquals(List.of(), answersOpen(0));
        assertEquals(List.of(new VmbusMessage.UnloadResponse()), answersClose());
        assertEquals(ChannelState.CLIENT_RELEASED, state());
    }

    @Test
    void contactWhileADeviceIsStillOpenWaitsForIt() {
        open();
        VmbusMessage contact = new VmbusMessage.InitiateContact(VmbusVersion.V4_1.number(), 0, 0x10000, 0, 0);
        assertEquals(List.of(), guest.says(new VmbusMessage.Unload()));
        assertEquals(List.of(), guest.says(contact), "it takes the place of the unloading");
        assertEquals(List.of(new VmbusMessage.VersionResponse(true, 0, 0x40001)), answersClose());
    }

    @Test
    void contactWhileSharingWaitsForTheDevice() {
        connect();
        guest.says(new VmbusMessage.GpadlHeader(1, 2, 16, 1, new long[] {4096, 30}));
        VmbusMessage contact = new VmbusMessage.InitiateContact(VmbusVersion.V4_1.number(), 0, 0x10000, 0, 0);
        assertEquals(List.of(), guest.says(contact));
        device.answerShare(0);
        machine.turns().take();
        assertEquals(List.of(new VmbusMessage.VersionResponse(true, 0, 0x40001)), guest.heard);
    }

    @Test
    void nothingFollowsTheAnswerToAnUnload() {
        connect();
        List<VmbusMessage> heard = guest.says(new VmbusMessage.Unload());
        assertEquals(List.of(new VmbusMessage.UnloadResponse()), heard);
        guest.heard.clear();
        bus.offer(new SlowDevice(2));
        bus.withdraw(device);
        machine.turns().take();
        assertEquals(List.of(), guest.heard);
    }

    @Test
    void theOldestGuestIsNotAnsweredWhenItUnloads() {
        bus.offer(device);
        guest.hypervisor.useConnection(Wire.MESSAGE_CONNECTION);
        guest.says(new VmbusMessage.InitiateContact(VmbusVersion.V0_13.number(), 0, 0x10000, 0, 0));
        assertEquals(List.of(), guest.says(new VmbusMessage.Unload()));
        assertEquals(null, bus.version());
    }

    @Test
    void aDeviceMayRefuseMemory() {
        connect();
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlHeader(1, 2, 16, 1, new long[] {4096, 30})));
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlTeardown(1, 2)), "it is not accepted yet");
        device.answerShare(VmbusMessage.UNSUCCESSFUL);
        machine.turns().take();
        assertEquals(List.of(new VmbusMessage.GpadlCreated(1, 2, VmbusMessage.UNSUCCESSFUL)), guest.heard);
    }

    @Test
    void guestsThatCountInBytesAreOffered255Channels() {
        for (int i = 0; i < 300; i++) bus.offer(new SlowDevice(i));
        guest.hypervisor.useConnection(Wire.MESSAGE_CONNECTION);
        guest.says(new VmbusMessage.InitiateContact(VmbusVersion.V1_1.number(), 0, 0x10000, 0, 0));
        assertEquals(255 + 1, guest.says(new VmbusMessage.RequestOffers()).size());
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlHeader(256, 2, 16, 1, new long[] {4096, 30})));
        guest.says(new VmbusMessage.InitiateContact(VmbusVersion.V2_4.number(), 0, 0x10000, 0, 0));
        assertEquals(300 + 1, guest.says(new VmbusMessage.RequestOffers()).size());
    }

    @Test
    void messagesOfLaterVersionsAreIgnoredInEarlierOnes() {
        bus.offer(device);
        guest.hypervisor.useConnection(Wire.MESSAGE_CONNECTION);
        guest.says(new VmbusMessage.InitiateContact(VmbusVersion.V4_0.number(), 0, 0x10000, 0, 0));
        guest.says(new VmbusMessage.RequestOffers());
        VmbusMessage connect = new VmbusMessage.TransportConnect(new Guid(1, 2), new Guid(3, 4));
        assertEquals(List.of(), guest.says(connect), "4.0 knows of no answer");
        assertEquals(List.of(), guest.says(new VmbusMessage.ModifyChannel(1, 0)));
        guest.says(new VmbusMessage.InitiateContact(VmbusVersion.V4_1.number(), 0, 0x10000, 0, 0));
        guest.says(new VmbusMessage.RequestOffers());
        assertEquals(
                List.of(new VmbusMessage.TransportResult(new Guid(1, 2), new Guid(3, 4), VmbusMessage.REFUSED)),
                guest.says(connect));
    }

    @Test
    void aReservedChannelIsOpenedWithoutAnAnswerAndClosedWithOne() {
        connect();
        assertEquals(List.of(), guest.says(new VmbusMessage.OpenReserved(1, 0, 2, GPADL, 2)));
        assertEquals(List.of(), answersOpen(0));
        assertEquals(ChannelState.OPEN, state());
        assertEquals(List.of(), guest.says(new VmbusMessage.Close(1)), "it was not opened so");
        assertEquals(List.of(), guest.says(new VmbusMessage.CloseReserved(1, 0, 2)));
        assertEquals(List.of(new VmbusMessage.CloseReservedResponse(1)), answersClose());
    }

    @Test
    void aChannelMovesOnlyWhileItIsOpen() {
        connect();
        VmbusMessage failed = new VmbusMessage.ModifyChannelResponse(1, VmbusMessage.UNSUCCESSFUL);
        assertEquals(List.of(failed), guest.says(new VmbusMessage.ModifyChannel(1, 1)));
        guest.says(OPEN);
        answersOpen(0);
        guest.says(new VmbusMessage.ModifyChannel(1, 1));
        assertEquals(1, bus.report().getFirst().targetProcessor());
    }

    @Test
    void memoryOfSeveralRangesReachesTheDeviceRangeByRange() {
        open();
        long[] words = {100L | (4000L << 32), 40, 41, 8192, 50, 52, 1, 60};
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlHeader(1, 7, 64, 3, words)));
        device.answerShare(0);
        machine.turns().take();
        List<GuestPages> ranges = device.channel().gpadlRanges(7);
        assertEquals(
                List.of(100L, 8192L, 1L),
                ranges.stream().map(GuestPages::length).toList());
        assertEquals(40 * 4096 + 4000, ranges.getFirst().address(0));
        assertEquals(41 * 4096 + 3, ranges.getFirst().address(99));
        assertEquals(52 * 4096, ranges.get(1).address(4096));
        assertTrue(bus.report().getFirst().gpadls().getFirst().contains("8293 bytes in 3 ranges"));
    }

    @Test
    void theSameHandleMayBeUsedOnAnotherChannel() {
        bus.offer(new SlowDevice(2));
        connect();
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlHeader(2, 8, 16, 1, new long[] {4096, 30})));
        assertEquals(List.of(), guest.says(new VmbusMessage.GpadlHeader(1, 8, 16, 1, new long[] {4096, 31})));
        assertEquals(3, bus.report().stream().mapToInt(c -> c.gpadls().size()).sum());
    }
}
