package viridian.vswitch.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void isFullAtFirstAndFillsAtItsRate() {
        TokenBucket bucket = new TokenBucket(8_000, 1_000); // a byte in a millisecond
        assertEquals(10, framesTaken(bucket, 100, 0));
        assertEquals(0, framesTaken(bucket, 100, 0));
        assertEquals(1, framesTaken(bucket, 100, SECOND / 10));
        assertEquals(10, framesTaken(bucket, 100, 100 * SECOND));
    }

    @Test
    void aFrameLongerThanTheBucketPassesAndIsPaidForAfterwards() {
        TokenBucket bucket = new TokenBucket(8_000, 1_000);
        assertTrue(bucket.take(64_000, 0));
        assertFalse(bucket.take(60, 62 * SECOND));
        assertTrue(bucket.take(60, 64 * SECOND));
    }

    @Test
    void whatIsOwedHasToFillUpFirst() {
        TokenBucket bucket = new TokenBucket(8_000, 1_000);
        bucket.owe(3_000, 0);
        assertTrue(bucket.isEmpty(SECOND));
        assertFalse(bucket.isEmpty(3 * SECOND));
    }

    @Test
    void whatIsPutBackCanBeTakenAgain() {
        TokenBucket bucket = new TokenBucket(8_000, 1_000);
        assertTrue(bucket.take(1_000, 0));
        assertTrue(bucket.isEmpty(0));
        bucket.putBack(1_000);
        assertEquals(10, framesTaken(bucket, 100, 0));
    }

    @ParameterizedTest(name = "a clock that begins at {0}")
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE - 5_000_000_000L})
    void theClockMayBeginAnywhereAndRunOver(long beginning) {
        TokenBucket bucket = new TokenBucket(8_000, 1_000);
        assertEquals(10, framesTaken(bucket, 100, beginning));
        for (int second = 1; second < 10; second++) {
            assertEquals(10, framesTaken(bucket, 100, beginning + second * SECOND));
        }
    }

    @ParameterizedTest(name = "{0} bit/s, frames of {1} bytes")
    @CsvSource({
        "8000, 60",
        "10000000, 1514",
        "1000000000, 1514",
        "10000000000, 60",
        "100000000000, 60",
        "10000000000, 65550"
    })
    void holdsItsRateAtEverySpeed(double bitsPerSecond, int bytes) {
        TokenBucket bucket = new TokenBucket(bitsPerSecond, 65_550);
        framesTaken(bucket, bytes, 0);
        double nanosPerFrame = bytes * 8e9 / bitsPerSecond;
        int frames = 200_000;
        int passed = 0;
        for (int i = 0; i < frames; i++) {
            // Offered one and a half times what may pass.
            if (bucket.take(bytes, (long) (i * nanosPerFrame / 1.5))) passed++;
        }
        assertEquals(1, passed * 1.5 / frames, 0.002);
    }

    private static int framesTaken(TokenBucket bucket, int bytes, long now) {
        int frames = 0;
        while (bucket.take(bytes, now)) frames++;
        return frames;
    }
}
