package viridian.synthetic.rss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;
import viridian.synthetic.Bytes;

class RssParametersTest {

    private static final int[] TABLE = {0, 1, 2, 3};
    private static final RssParameters PARAMETERS =
            new RssParameters(0, HashTypes.TOEPLITZ | HashTypes.ALL, TABLE, new byte[40]);

    @Test
    void capabilitiesAreEighteenBytes() {
        RssCapabilities capabilities = new RssCapabilities(0x301, 1, 8, 128);
        assertEquals("88 02 12 00 01 03 00 00 01 00 00 00 08 00 00 00 80 00", Bytes.text(capabilities.bytes()));
        assertEquals(capabilities, RssCapabilities.read(capabilities.bytes()));
        assertNull(RssCapabilities.read(capabilities.bytes().asSlice(0, 17)));
    }

    @Test
    void parametersAreHeadTableAndKey() {
        MemorySegment bytes = PARAMETERS.bytes();
        assertEquals(
                "89 02 28 00 00 00 00 00 01 d7 00 00 10 00 00 00 28 00 00 00 28 00 00 00 38 00 00 00",
                Bytes.text(bytes.asSlice(0, 28)));
        assertEquals(40 + 16 + 40, bytes.byteSize());
        RssParameters read = RssParameters.read(bytes, 4);
        assertNotNull(read);
        assertArrayEquals(TABLE, read.table());
        assertArrayEquals(new byte[40], read.key());
        assertTrue(read.isOn());
        assertFalse(new RssParameters(RssParameters.DISABLE, 1, TABLE, new byte[40]).isOn());
        assertFalse(new RssParameters(0, HashTypes.ALL, TABLE, new byte[40]).isOn());
    }

    @Test
    void whateverBreaksARuleIsNotRead() {
        assertNull(RssParameters.read(PARAMETERS.bytes(), 3), "an entry out of range");
        assertNull(RssParameters.read(PARAMETERS.bytes().asSlice(0, 39), 4), "too short");
        broken("no table", 12, 0);
        broken("half an entry", 12, 15);
        broken("a table beyond the end", 12, 60);
        broken("a table too long", 12, 516);
        broken("a table far away", 16, -1);
        broken("a key too short", 20, 39);
        broken("a key beyond the end", 24, 57);
        broken("a key far away", 24, -1);
        broken("a negative entry", 40, -1);
    }

    private static void broken(String why, int at, int value) {
        MemorySegment bytes = PARAMETERS.bytes();
        LittleEndian.putI32(bytes, at, value);
        assertNull(RssParameters.read(bytes, 4), why);
    }
}
