package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FloatingCodeTest {

    @Test
    void smallNumbersStandForThemselvesAndLargeOnesAreMantissaAndExponent() {
        assertEquals(127, FloatingCode.byteValue(127));
        assertEquals(128, FloatingCode.byteValue(0x80));
        assertEquals(31_744, FloatingCode.byteValue(0xFF));
        assertEquals(32_767, FloatingCode.shortValue(0x7FFF));
        assertEquals(32_768, FloatingCode.shortValue(0x8000));
        assertEquals(8_387_584, FloatingCode.shortValue(0xFFFF));
    }

    @Test
    void theCodeOfANumberIsTheLargestThatDoesNotExceedIt() {
        for (int code = 0; code < 256; code++) assertEquals(code, FloatingCode.byteCode(FloatingCode.byteValue(code)));
        for (int code = 0; code < 65_536; code++) {
            assertEquals(code, FloatingCode.shortCode(FloatingCode.shortValue(code)));
        }
        for (long value = 0; value < 40_000; value++) {
            int code = FloatingCode.byteCode(value);
            assertTrue(FloatingCode.byteValue(code) <= value);
            assertTrue(code == 0xFF || FloatingCode.byteValue(code + 1) > value);
        }
    }
}
