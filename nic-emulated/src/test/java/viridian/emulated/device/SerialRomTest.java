package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SerialRomTest {

    private final byte[] image = image();
    private final SerialRom rom = new SerialRom(image);

    private static byte[] image() {
        byte[] image = new byte[128];
        for (int i = 0; i < image.length; i++) image[i] = (byte) (i * 37 + 11);
        return image;
    }

    @Test
    void everyWordIsReadBySixAddressBits() {
        for (int i = 0; i < SerialRom.WORDS; i++) {
            int word = (image[2 * i] & 0xFF) | (image[2 * i + 1] & 0xFF) << 8;
            assertEquals(word, read(i, 6) & 0xFFFF, "word " + i);
        }
    }

    @Test
    void aProbeWithEightAddressBitsSeesItsSixthBitAnsweredByZero() {
        select();
        for (int bit : new int[] {0, 0, 1, 1, 0, 1, 1, 1, 1, 1}) assertTrue(clock(bit), "idle is high");
        assertFalse(clock(1), "the ROM has its six address bits");
    }

    @Test
    void leadingZeroesAreWaitedOut() {
        select();
        for (int i = 0; i < 20; i++) clock(0);
        for (int bit : new int[] {1, 1, 0, 0, 0, 0, 0, 0, 1}) clock(bit);
        int word = 0;
        for (int i = 0; i < 16; i++) word = word << 1 | (clock(0) ? 1 : 0);
        assertEquals((image[2] & 0xFF) | (image[3] & 0xFF) << 8, word);
    }

    @Test
    void chipSelectEndsACommandHalfWay() {
        select();
        for (int bit : new int[] {1, 1, 0, 1, 1}) clock(bit);
        int word = (image[10] & 0xFF) | (image[11] & 0xFF) << 8;
        assertEquals(word, read(5, 6) & 0xFFFF);
    }

    @Test
    void aWriteChangesNothing() {
        select();
        for (int bit : new int[] {1, 0, 1, 0, 0, 0, 0, 0, 0}) clock(bit);
        for (int i = 0; i < 16; i++) clock(1);
        int word = (image[0] & 0xFF) | (image[1] & 0xFF) << 8;
        assertEquals(word, read(0, 6) & 0xFFFF);
    }

    private int read(int address, int addressBits) {
        select();
        int command = 0b110 << addressBits | address;
        int seen = 0;
        for (int i = addressBits + 2; i >= 0; i--) seen = seen << 1 | (clock(command >> i & 1) ? 1 : 0);
        for (int i = 0; i < 16; i++) seen = seen << 1 | (clock(0) ? 1 : 0);
        return seen;
    }

    private void select() {
        rom.pins(false, false, false);
        rom.pins(true, false, false);
    }

    /** One clock; what the ROM shows after its rising edge. */
    private boolean clock(int dataIn) {
        rom.pins(true, false, dataIn == 1);
        rom.pins(true, true, dataIn == 1);
        return rom.dataOut();
    }
}
