package viridian.vswitch.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.frame.MacAddress;

class FrameLogTest {

    private final FrameLog log = new FrameLog(3);

    @Test
    void answersWhatWasRecordedBetweenTwoMarks() {
        add(1);
        long from = log.mark();
        add(2);
        add(3);
        long to = log.mark();
        add(4);
        assertEquals(List.of(2L, 3L), numbers(log.between(from, to)));
        assertEquals(List.of(2L, 3L, 4L), numbers(log.since(from)));
        assertEquals(List.of(), numbers(log.since(log.mark())));
    }

    @Test
    void refusesToAnswerFromWhatIsLeft() {
        long from = log.mark();
        for (int number = 1; number <= 4; number++) add(number);
        assertThrows(IllegalStateException.class, () -> log.since(from));
        assertEquals(List.of(2L, 3L, 4L), numbers(log.since(from + 1)));
    }

    @Test
    void aRecordReadsAsEvidence() {
        assertEquals(
                "frame 7 at s/web dropped for 10 UnauthorizedVLAN:"
                        + " 00-00-00-00-00-01 > 00-00-00-00-00-02 type 0800 vlan 5, 60 bytes",
                new FrameRecord(
                                7,
                                "web",
                                "s",
                                Direction.DROPPED,
                                DropReason.UNAUTHORIZED_VLAN,
                                MacAddress.of(1),
                                MacAddress.of(2),
                                0x0800,
                                5,
                                60,
                                MemorySegment.NULL)
                        .toString());
    }

    private void add(long number) {
        log.add(new FrameRecord(
                number,
                "web",
                "s",
                Direction.IN,
                null,
                MacAddress.of(1),
                MacAddress.of(2),
                0x0800,
                -1,
                60,
                MemorySegment.NULL));
    }

    private static List<Long> numbers(List<FrameRecord> records) {
        return records.stream().map(FrameRecord::number).toList();
    }
}
