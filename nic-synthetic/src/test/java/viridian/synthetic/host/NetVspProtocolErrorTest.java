package viridian.synthetic.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.Bench;
import viridian.synthetic.Bytes;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisStatus;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.nic.Station;

/** What a guest may not say: it gets a failure, or is not listened to until it opens the channel again. */
class NetVspProtocolErrorTest {

    /** Held, so that its level stays: what it would say of each hostile guest is no news here. */
    private static final Logger CHANNELS = Logger.getLogger(VmbusChannel.class.getName());

    private static final String COMPLETED = "6c 00 00 00 01 00 00 00";
    private static final String FAILED = "6c 00 00 00 02 00 00 00";

    private final Bench bench = new Bench();
    private final NetVsp host = new NetVsp(
            Bench.address(1),
            NetVspSettings.MODERN.withNewest(NvspVersion.V5).withChannels(4).withWork(false));
    private final Station wire = new Station(host);
    private final BareGuest guest = new BareGuest(bench, host);

    @BeforeEach
    void quieten() {
        CHANNELS.setLevel(Level.OFF);
    }

    @AfterEach
    void end() {
        CHANNELS.setLevel(null);
        CHANNELS.setFilter(null);
        bench.close();
    }

    @Test
    void nothingMayComeBeforeTheVersion() {
        guest.says(new NvspMessage.NdisVersion(6, 30).bytes(), 1, true);
        guest.assertStopped("NDIS version first");
        guest.says("6b 00 00 00 01 00 00 00 ff ff ff ff");
        guest.assertStopped("RNDIS first");
        guest.completes(0);
        guest.assertStopped("completion first");
    }

    @Test
    void aVersionMayBeTriedUntilOneIsSpoken() {
        assertEquals(new NvspMessage.InitComplete(-1, 34, 0), guest.asks(new NvspMessage.Init(0x60001, 0x60001)));
        assertEquals(new NvspMessage.InitComplete(-1, 34, 0), guest.asks(new NvspMessage.Init(0x60000, 0x60000)));
        assertEquals(new NvspMessage.InitComplete(-1, 34, 1), guest.asks(new NvspMessage.Init(0x50000, 0x50000)));
        guest.says(new NvspMessage.Init(0x40000, 0x40000).bytes(), 1, true);
        guest.assertStopped("a second version");
    }

    @Test
    void shortAndUnknownMessagesStopTheChannel() {
        guest.says(Bytes.of("01 00 00 00"), 1, true);
        guest.assertStopped("short");
        guest.introduced(NvspVersion.V5, 1514).says("87 00 00 00");
        guest.assertStopped("packet direct");
        guest.introduced(NvspVersion.V1, 1514).says("7d 00 00 00 ea 05 00 00");
        guest.assertStopped("a configuration in version 1");
        guest.introduced(NvspVersion.V5, 1514).says("ff ff ff ff");
        guest.assertStopped("no number at all");
    }

    @Test
    void everythingIsSaidOnceAndInOrder() {
        guest.introduced(NvspVersion.V5, 1514).tells(new NvspMessage.NdisVersion(6, 30));
        guest.assertStopped("NDIS version twice");
        guest.introduced(NvspVersion.V5, 1514).tells(new NvspMessage.NdisConfig(1514, 0));
        guest.assertStopped("configuration twice");
        guest.equipped().says(new NvspMessage.SendReceiveBuffer(1, 1).bytes(), 1, true);
        guest.assertStopped("two receive buffers");
        guest.equipped().says(new NvspMessage.SendSendBuffer(1, 1).bytes(), 1, true);
        guest.assertStopped("two send buffers");
        guest.running().says(new NvspMessage.NdisVersion(6, 30).bytes(), 1, true);
        guest.assertStopped("setup after the beginning");
        guest.running().says(new NvspMessage.RevokeReceiveBuffer(1).bytes(), 1, true);
        guest.assertStopped("revoking what was not given");
        guest.introduced(NvspVersion.V5, 1514).saysRndis(NvspRndis.CONTROL, Bytes.of("08 00 00 00 0c 00 00 00"));
        guest.assertStopped("RNDIS without buffers");
    }

    @Test
    void anAdapterThatEndsWhileItsGuestSaysFarewellBlamesNobody() {
        guest.running();
        List<String> blame = new ArrayList<>();
        CHANNELS.setLevel(null);
        CHANNELS.setFilter(record -> !blame.add(record.getMessage()));
        MemorySegment farewell = new NvspMessage.RevokeReceiveBuffer(BareGuest.RECEIVE_ID).bytes();
        host.start(new FrameSink() {

            @Override
            public boolean accept(Frame frame) {
                host.close();
                boolean said = guest.channel().send(farewell, 0, (int) farewell.byteSize(), 0, false);
                guest.channel().flush();
                return said;
            }

            @Override
            public void flush() {}
        });
        guest.saysRndis(
                NvspRndis.DATA,
                BareGuest.envelope(FrameBuilder.broadcast(host.address()).build()));
        assertEquals(List.of(), blame);
    }

    @Test
    void aReceiveBufferThatCannotBeIsRefusedAndStopsTheChannel() {
        guest.introduced(NvspVersion.V5, 1514);
        NvspMessage refused = new NvspMessage.ReceiveBufferComplete(NvspStatus.FAILURE, 0, 0, 0, 0, 0);
        assertEquals(refused, guest.asks(new NvspMessage.SendReceiveBuffer(0x1234, 1)));
        guest.assertStopped("no such memory");
        guest.introduced(NvspVersion.V5, 1514);
        int small = guest.share(guest.receiveGpa, 7 * 4096);
        assertEquals(refused, guest.asks(new NvspMessage.SendReceiveBuffer(small, 1)));
        guest.assertStopped("too little memory");
        guest.introduced(NvspVersion.V5, 1514);
        int large = guest.share(guest.receiveGpa, 8 * 4096);
        NvspMessage taken = guest.asks(new NvspMessage.SendReceiveBuffer(large, 1));
        assertEquals(new NvspMessage.ReceiveBufferComplete(1, 1, 0, 1806, 18, 18 * 1806), taken);
        assertEquals(new NvspMessage.SendBufferComplete(2, 0), guest.asks(new NvspMessage.SendSendBuffer(0x1234, 0)));
    }

    @Test
    void aLengthNobodyCanMeanIsTakenAsThePlainOne() {
        for (int mtu : new int[] {0, 1513, 9217, -1, 1514}) {
            guest.introduced(NvspVersion.V5, mtu);
            int shared = guest.share(guest.receiveGpa, BareGuest.RECEIVE_BYTES);
            NvspMessage taken = guest.asks(new NvspMessage.SendReceiveBuffer(shared, 1));
            assertEquals(1806, ((NvspMessage.ReceiveBufferComplete) taken).suballocationBytes(), "mtu " + mtu);
            guest.reopen();
        }
    }

    @Test
    void aCompletionOfNothingStopsTheChannel() {
        for (long id : new long[] {0, 16, -1, 1L << 32, Long.MIN_VALUE}) {
            guest.running().completes(id);
            guest.assertStopped("completion of " + id);
        }
    }

    @Test
    void anRndisPacketMustAskForItsCompletion() {
        guest.running().says(Bytes.padded("6b 00 00 00 00 00 00 00 00 00 00 00 3c", NvspMessage.BYTES), 1, false);
        guest.assertStopped("no completion wanted");
    }

    @Test
    void rndisBeginsOnce() {
        guest.running().saysRndis(NvspRndis.CONTROL, new RndisMessage.Initialize(9, 1, 0, 0x4000).bytes());
        guest.assertStopped("initialized twice");
        guest.equipped();
        MemorySegment query = new RndisMessage.Query(9, RndisOid.LINK_SPEED, RndisMessage.NOTHING).bytes();
        assertFails(guest.saysRndis(NvspRndis.CONTROL, query), "query before the beginning");
        assertFails(guest.saysRndis(NvspRndis.DATA, goodEnvelope()), "frame before the beginning");
    }

    @Test
    void sectionsOutsideTheSendBufferFail() {
        guest.running();
        assertFails(guest.saysSection(NvspRndis.DATA, 6, 104), "section 6 of 6");
        assertFails(guest.saysSection(NvspRndis.DATA, 0x7FFF_FFFF, 104), "section far away");
        assertFails(guest.saysSection(NvspRndis.DATA, 0xFFFF_FFFE, 104), "section before the start");
        assertFails(guest.saysSection(NvspRndis.DATA, 0, 6145), "too much of a section");
        assertFails(guest.saysSection(NvspRndis.DATA, 0, -1), "a negative part of a section");
        assertFails(guest.saysSection(NvspRndis.DATA, 0, 0), "nothing of a section");
        assertFails(guest.saysSection(NvspRndis.DATA, NvspRndis.NO_SECTION, 60), "no section");
        assertAlive();
    }

    @Test
    void aSectionWithoutSendBufferFails() {
        guest.running();
        assertEquals(new NvspMessage.Unknown(0), guest.asks(new NvspMessage.RevokeSendBuffer(0)));
        assertFails(guest.saysSection(NvspRndis.DATA, 0, 104), "no send buffer");
        assertAlive();
    }

    @Test
    void pagesOutsideMemoryFail() {
        guest.running();
        assertFails(guest.saysRanges(NvspRndis.DATA, 1L << 40, 104), "far away");
        assertFails(guest.saysRanges(NvspRndis.DATA, Bench.MEMORY_BYTES - 50, 104), "half outside");
        assertFails(guest.saysRanges(NvspRndis.DATA, guest.pageGpa, 0x4001), "more than is announced");
        assertAlive();
    }

    @Test
    void brokenEnvelopesFail() {
        guest.running();
        int[][] breaks = {{0, 2}, {4, 103}, {4, 105}, {4, 0}, {8, 37}, {12, 61}, {12, 13}, {16, 1}, {24, 1}, {32, 200}};
        for (int[] broken : breaks) {
            MemorySegment envelope = goodEnvelope();
            LittleEndian.putI32(envelope, broken[0], broken[1]);
            assertFails(guest.saysRndis(NvspRndis.DATA, envelope), broken[1] + " at " + broken[0]);
        }
        assertAlive();
    }

    @Test
    void workTheHostDoesNotOfferFails() {
        guest.running();
        MemorySegment envelope = BareGuest.envelope(frame().vlan(0).build());
        LittleEndian.putI32(envelope, 48, 2);
        assertFails(guest.saysRndis(NvspRndis.DATA, envelope), "large send");
        LittleEndian.putI32(envelope, 48, 0);
        LittleEndian.putI32(envelope, 56, 0x15);
        assertFails(guest.saysRndis(NvspRndis.DATA, envelope), "checksum");
        assertAlive();
    }

    @Test
    void severalFramesMayComeInOnePacketButNotTooMany() {
        guest.running();
        assertEquals(List.of(COMPLETED), payloads(guest.saysRndis(NvspRndis.DATA, envelopes(8))));
        assertEquals(8, wire.takeHeard().size());
        assertFails(guest.saysRndis(NvspRndis.DATA, envelopes(65)), "65 frames");
        assertEquals(64, wire.takeHeard().size());
        assertAlive();
    }

    @Test
    void anEnvelopeMayBeSpreadOverSectionAndPages() {
        guest.running();
        MemorySegment envelope = goodEnvelope();
        guest.memory.write(guest.sendGpa + 6144, envelope, 0, 50);
        guest.memory.write(guest.pageGpa + 4096 - 20, envelope, 50, 54);
        MemorySegment announcement = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        NvspRndis.write(announcement, 0, NvspRndis.DATA, 1, 50);
        long[] stretches = {guest.pageGpa + 4096 - 20, 30, guest.pageGpa + 4096 + 10, 24};
        guest.channel().sendPages(stretches, 2, announcement, 0, NvspMessage.BYTES, 5, true);
        guest.channel().flush();
        assertEquals(List.of(COMPLETED), payloads(guest.takeHeard()));
        assertEquals(
                -1, frame().build().bytes().mismatch(wire.heard().getFirst().bytes()));
    }

    @Test
    void aFrameThatIsTooLongIsDropped() {
        guest.running();
        MemorySegment envelope = BareGuest.envelope(frame().length(1515).build());
        assertEquals(List.of(COMPLETED), payloads(guest.saysRndis(NvspRndis.DATA, envelope)));
        assertEquals(List.of(), wire.heard());
        assertEquals(1, host.counters().droppedReceiving());
        assertAlive();
    }

    @Test
    void brokenControlMessagesFail() {
        guest.running();
        MemorySegment alive = new RndisMessage.KeepAlive(3).bytes();
        assertFails(guest.saysRndis(2, alive), "a third type of channel");
        LittleEndian.putI32(alive, 4, 13);
        assertFails(guest.saysRndis(NvspRndis.CONTROL, alive), "longer than what came");
        assertFails(guest.saysRndis(NvspRndis.CONTROL, Bytes.of("01 00 00 ff 0c 00 00 00 00 00 00 00")), "bus private");
        assertAlive();
    }

    @Test
    void requestsAreJudgedOneByOne() {
        guest.running();
        assertEquals(status(RndisStatus.INVALID_LENGTH), set(RndisOid.CURRENT_PACKET_FILTER, "0d 00 00"));
        assertEquals(status(RndisStatus.INVALID_LENGTH), set(RndisOid.RECEIVE_SCALE_PARAMETERS, "00 00 00 00"));
        assertEquals(status(RndisStatus.INVALID_DATA), set(RndisOid.RECEIVE_SCALE_PARAMETERS, "00 ".repeat(120)));
        assertEquals(status(RndisStatus.NOT_SUPPORTED), set(0xFF010203, "00 00 00 00"));
        assertEquals(status(RndisStatus.INVALID_LENGTH), set(RndisOid.OFFLOAD_PARAMETERS, "80 03 1c 00"));
        assertEquals(status(RndisStatus.INVALID_LENGTH), set(RndisOid.MULTICAST_LIST, "01 00 5e 00 00"));
        assertEquals(status(RndisStatus.INVALID_DATA), set(RndisOid.CONFIG_PARAMETER, "00 ".repeat(19) + "ff"));
        MemorySegment misplaced =
                new RndisMessage.Set(7, RndisOid.CURRENT_PACKET_FILTER, Bytes.of("0d 00 00 00")).bytes();
        LittleEndian.putI32(misplaced, 20, -1);
        List<BareGuest.Heard> answers = guest.saysRndis(NvspRndis.CONTROL, misplaced);
        assertEquals(
                status(RndisStatus.INVALID_DATA),
                RndisMessage.read(answers.get(1).range()));
        RndisMessage unknown = guest.control(new RndisMessage.Query(8, 0xFF010203, RndisMessage.NOTHING));
        assertEquals(RndisStatus.NOT_SUPPORTED, ((RndisMessage.QueryComplete) unknown).status());
        assertAlive();
    }

    @Test
    void moreFurtherChannelsThanThereAreAreNotPromised() {
        guest.running();
        NvspMessage refused = new NvspMessage.Subchannel(NvspStatus.FAILURE, 0);
        assertEquals(refused, guest.asks(new NvspMessage.Subchannel(1, 4)));
        assertEquals(refused, guest.asks(new NvspMessage.Subchannel(1, -1)));
        assertEquals(refused, guest.asks(new NvspMessage.Subchannel(1, 0)));
        assertEquals(refused, guest.asks(new NvspMessage.Subchannel(2, 1)), "no such operation");
        assertAlive();
        assertEquals(new NvspMessage.Subchannel(NvspStatus.SUCCESS, 3), guest.asks(new NvspMessage.Subchannel(1, 3)));
        guest.says(new NvspMessage.Subchannel(1, 1).bytes(), 1, true);
        guest.assertStopped("further channels twice");
    }

    @Test
    void aGuestThatAnswersNoControlPacketsRunsOutOfThem() {
        guest.running();
        MemorySegment alive = new RndisMessage.KeepAlive(3).bytes();
        int answered = 0;
        while (guest.saysRndis(NvspRndis.CONTROL, alive).size() == 2) answered++;
        assertEquals(15, answered);
        assertFails(guest.saysRndis(NvspRndis.CONTROL, alive), "no memory for the answer");
        assertEquals(List.of(COMPLETED), payloads(guest.saysRndis(NvspRndis.DATA, goodEnvelope())));
    }

    @Test
    void aGuestThatDoesNotReadIsNotReadFromEither() {
        guest.running().deafen();
        MemorySegment announcement = MemorySegment.ofArray(new byte[NvspMessage.BYTES]);
        guest.memory.write(guest.sendGpa, goodEnvelope(), 0, 104);
        NvspRndis.write(announcement, 0, NvspRndis.DATA, 0, 104);
        int sent = 0;
        while (guest.channel().send(announcement, 0, NvspMessage.BYTES, 7, true)) {
            sent++;
            guest.channel().flush();
            bench.settle();
        }
        assertTrue(sent > wire.heard().size(), "the host read on");
        guest.undeafen();
        assertEquals(sent, wire.takeHeard().size());
        assertEquals(sent, guest.takeHeard().size());
        assertAlive();
    }

    @Test
    void noBytesAtAllHarmTheHostOrAnotherGuest() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Bench.Guest other = bench.running(2);
        Station neighbour = new Station(other.driver());
        bench.settle();
        for (int run = 0; run < 60; run++) {
            if (random.nextBoolean()) guest.running();
            else guest.equipped();
            for (int message = 0; message < 50; message++) sayAnything(random);
            guest.reopen();
            assertTrue(
                    other.host().accept(FrameBuilder.broadcast(Bench.address(9)).build()));
            other.host().flush();
            bench.settle();
            assertEquals(run + 1, neighbour.heard().size());
        }
        guest.running();
        wire.takeHeard();
        assertAlive();
    }

    private void sayAnything(SplittableRandom random) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[4 * random.nextInt(1, 40)]);
        for (long at = 0; at < bytes.byteSize(); at += 4) {
            LittleEndian.putI32(bytes, at, random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(64));
        }
        switch (random.nextInt(4)) {
            case 0 -> guest.saysRndis(random.nextInt(3), bytes);
            case 1 -> guest.saysSection(random.nextInt(3), random.nextInt(8), random.nextInt(200));
            case 2 -> {
                LittleEndian.putI32(bytes, 0, 100 + random.nextInt(36));
                guest.says(bytes, random.nextLong(), random.nextBoolean());
            }
            default -> guest.saysRanges(random.nextInt(3), random.nextInt() & 0xFFFF_FFFFL, random.nextInt(1, 5000));
        }
    }

    private void assertFails(List<BareGuest.Heard> answers, String why) {
        assertEquals(List.of(FAILED), payloads(answers), why);
    }

    /** The channel still works. */
    private void assertAlive() {
        wire.takeHeard();
        assertEquals(List.of(COMPLETED), payloads(guest.saysRndis(NvspRndis.DATA, goodEnvelope())));
        assertEquals(1, wire.takeHeard().size());
        assertTrue(host.isRunning());
        assertFalse(host.accept(frame().length(1515).build()));
    }

    private static List<String> payloads(List<BareGuest.Heard> heard) {
        return heard.stream().map(BareGuest.Heard::payload).toList();
    }

    private RndisMessage set(int oid, String value) {
        return guest.control(new RndisMessage.Set(7, oid, Bytes.of(value)));
    }

    private static RndisMessage status(int status) {
        return new RndisMessage.SetComplete(7, status);
    }

    private static FrameBuilder frame() {
        return FrameBuilder.frame(Bench.address(1), Bench.address(2));
    }

    private static MemorySegment goodEnvelope() {
        return BareGuest.envelope(frame().build());
    }

    private static MemorySegment envelopes(int count) {
        Frame frame = frame().build();
        MemorySegment all = MemorySegment.ofArray(new byte[104 * count]);
        for (int i = 0; i < count; i++) MemorySegment.copy(BareGuest.envelope(frame), 0, all, 104L * i, 104);
        return all;
    }
}
