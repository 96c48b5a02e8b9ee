package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.frame.Unfinished;
import viridian.vswitch.nic.RecordingNic;

class UnfinishedFrameTest {

    private static final int TRANSPORT_AT = 34;
    private static final int HEADERS = TRANSPORT_AT + 20;

    private final Workbench bench = new Workbench();
    private final RecordingNic able = new RecordingNic(Workbench.address(1), 9014, true);
    private final RecordingNic sender = bench.guest("sender", 2);
    private final RecordingNic plain = bench.guest("plain", 3);

    UnfinishedFrameTest() {
        bench.vswitch.plug(PortSettings.guest("able"), able);
    }

    @Test
    void theNoteTravelsUntouchedToAnAdapterThatUnderstandsIt() {
        long work = Unfinished.checksum(TRANSPORT_AT, false, true, true);
        sender.says(frame(able.address(), 200, work));
        sender.says(frame(able.address(), 200, work)); // now that both are known, the straight way
        assertEquals(
                List.of(work, work),
                able.heard().stream().map(Frame::unfinished).toList());
    }

    @Test
    void anAdapterThatDoesNotIsNotGivenOne() {
        sender.says(frame(plain.address(), 200, Unfinished.NOTHING));
        sender.says(frame(plain.address(), 200, Unfinished.ipHeaderChecksum()));
        assertEquals(1, plain.heard().size());
        assertEquals(1, bench.droppedOutgoing("plain", DropReason.INVALID_CONFIG));
    }

    @Test
    void aBroadcastReachesThoseThatCanTakeIt() {
        sender.says(frame(MacAddress.of(Frame.BROADCAST), 200, Unfinished.ipHeaderChecksum()));
        assertEquals(1, able.heard().size());
        assertEquals(List.of(), plain.heard());
    }

    @Test
    void aLargeSendIsAsLongAsItsSegmentsWillBe() {
        sender.says(frame(able.address(), 60_000, Unfinished.largeSend(1514 - HEADERS, TRANSPORT_AT, false)));
        assertEquals(List.of(60_000), able.heard().stream().map(Frame::length).toList());
        sender.says(frame(able.address(), 60_000, Unfinished.largeSend(1515 - HEADERS, TRANSPORT_AT, false)));
        assertEquals(1, bench.droppedIncoming("sender", DropReason.MTU_MISMATCH));
    }

    @Test
    void aShortLargeSendIsNoLongerThanItIs() {
        assertEquals(
                200,
                frame(able.address(), 200, Unfinished.largeSend(1000, TRANSPORT_AT, false))
                        .wireLength());
        assertEquals(
                HEADERS + 100,
                frame(able.address(), 200, Unfinished.largeSend(100, TRANSPORT_AT, false))
                        .wireLength());
    }

    @Test
    void aNoteThatPointsBehindTheFrameMakesItNoShorter() {
        Frame wrong = frame(able.address(), 2000, Unfinished.largeSend(100, 1999, false));
        assertEquals(2000, wrong.wireLength());
    }

    @Test
    void everythingANoteSaysCanBeReadBack() {
        long checksum = Unfinished.checksum(54, true, true, false);
        assertEquals(54, Unfinished.transportAt(checksum));
        assertEquals(
                List.of(true, true, true, false, false),
                List.of(
                        Unfinished.wantsTransport(checksum),
                        Unfinished.isUdp(checksum),
                        Unfinished.isIpv6(checksum),
                        Unfinished.wantsIpHeader(checksum),
                        Unfinished.isLargeSend(checksum)));
        long large = Unfinished.largeSend(0xF_FFFF, 0xFFFF, false);
        assertEquals(0xF_FFFF, Unfinished.segmentBytes(large));
        assertEquals(0xFFFF, Unfinished.transportAt(large));
        assertEquals(
                List.of(true, true, true, false),
                List.of(
                        Unfinished.isLargeSend(large),
                        Unfinished.wantsTransport(large),
                        Unfinished.wantsIpHeader(large),
                        Unfinished.isUdp(large)));
    }

    private Frame frame(MacAddress to, int length, long work) {
        Frame built = FrameBuilder.frame(sender.address(), to).length(length).build();
        BigEndian.putU8(built.memory(), TRANSPORT_AT + 12, 0x50); // a TCP header of 20 bytes
        return new Frame().lend(built.memory(), 0, length, Frame.UNTAGGED, work);
    }
}
