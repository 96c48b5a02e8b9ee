package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SerialRomTest {

    private static final int EXTENDED = 0b00;
    private static final int WRITE = 0b01;
    private static final int ERASE = 0b11;
    private static final int WRITE_ALL = 0b010000;
    private static final int ERASE_ALL = 0b100000;
    private static final int ENABLE = 0b110000;

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
    void aWriteThatIsNotEnabledChangesNothing() {
        write(WRITE, 0, 0xFFFF);
        assertEquals(word(0), read(0, 6) & 0xFFFF);
    }

    @Test
    void aWriteThatIsEnabledChangesItsWord() {
        tell(EXTENDED, ENABLE);
        write(WRITE, 7, 0xBEEF);
        assertEquals(0xBEEF, read(7, 6) & 0xFFFF);
        assertEquals(word(6), read(6, 6) & 0xFFFF);
        assertEquals(word(8), read(8, 6) & 0xFFFF);
    }

    @Test
    void powerOnEndsACommandHalfWayAndForgetsThatWritesWereEnabled() {
        tell(EXTENDED, ENABLE);
        write(WRITE, 7, 0xBEEF);
        tell(WRITE, 7);
        rom.powerOn();
        for (int i = 0; i < 16; i++) clock(0);
        write(WRITE, 6, 0x1234);
        assertEquals(0xBEEF, read(7, 6) & 0xFFFF, "what was written stays");
        assertEquals(word(6), read(6, 6) & 0xFFFF);
    }

    @Test
    void aWriteHalfWayChangesNothing() {
        tell(EXTENDED, ENABLE);
        tell(WRITE, 7);
        for (int i = 0; i < 15; i++) clock(1);
        assertEquals(word(7), read(7, 6) & 0xFFFF);
    }

    @Test
    void erasedWordsAreOnes() {
        tell(EXTENDED, ENABLE);
        tell(ERASE, 3);
        assertEquals(0xFFFF, read(3, 6) & 0xFFFF);
        assertEquals(word(4), read(4, 6) & 0xFFFF);
        tell(EXTENDED, ERASE_ALL);
        assertEquals(0xFFFF, read(63, 6) & 0xFFFF);
    }

    @Test
    void allWordsAreWrittenAtOnce() {
        tell(EXTENDED, ENABLE);
        write(EXTENDED, WRITE_ALL, 0x1234);
        assertEquals(0x1234, read(0, 6) & 0xFFFF);
        assertEquals(0x1234, read(63, 6) & 0xFFFF);
    }

    @Test
    void writingCanBeForbiddenAgain() {
        tell(EXTENDED, ENABLE);
        tell(EXTENDED, 0);
        tell(EXTENDED, ERASE_ALL);
        assertEquals(word(0), read(0, 6) & 0xFFFF);
    }

    private int word(int at) {
        return (image[2 * at] & 0xFF) | (image[2 * at + 1] & 0xFF) << 8;
    }

    private void write(int operation, int address, int value) {
        tell(operation, address);
        for (int bit = 15; bit >= 0; bit--) clock(value >> bit & 1);
    }

    private void tell(int operation, int address) {
        select();
        int command = (0b100 | operation) << 6 | address;
        for (int bit = 8; bit >= 0; bit--) clock(command >> bit & 1);
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
