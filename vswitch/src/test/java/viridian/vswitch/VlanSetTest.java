package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VlanSetTest {

    @ParameterizedTest
    @CsvSource({
        "10-19+30, 10-19+30",
        "'10,11, 12 - 13', 10-13",
        "4094, 4094",
        "1-4094, 1-4094",
        "30+10-12+11-14, 10-14+30",
        "63+64, 63-64"
    })
    void readsAListAndWritesTheShortestOne(String text, String shortest) {
        assertEquals(shortest, VlanSet.parse(text).toString());
        assertEquals(VlanSet.parse(text), VlanSet.parse(shortest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "4095", "12345", "10-", "-10", "19-10", "ten", "10++11", "10-12-14", "1.5"})
    void refusesWhatNamesNoVlans(String text) {
        assertThrows(IllegalArgumentException.class, () -> VlanSet.parse(text));
    }

    @Test
    void holdsWhatItWasGiven() {
        VlanSet set = VlanSet.of(10, 4094);
        assertTrue(set.contains(10));
        assertTrue(set.contains(4094));
        for (int vlan : new int[] {0, 1, 9, 11, 74, 4095}) assertFalse(set.contains(vlan));
        assertArrayEquals(new int[] {10, 20, 4094}, set.with(20).stream().toArray());
        assertFalse(set.contains(20));
        assertTrue(VlanSet.NONE.isEmpty());
        assertEquals("", VlanSet.NONE.toString());
    }
}
