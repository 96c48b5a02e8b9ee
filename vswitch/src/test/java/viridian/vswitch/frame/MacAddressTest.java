package viridian.vswitch.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"00-15-5D-01-02-03", "00:15:5d:01:02:03", "00155D010203"})
    void readsTheThreeWaysPeopleWriteIt(String text) {
        assertEquals(0x00155D010203L, MacAddress.parse(text).bits());
    }

    @Test
    void isWrittenAsAdministratorsWriteIt() {
        assertEquals("00-15-5D-01-02-03", MacAddress.of(0x00155D010203L).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00-15-5D-01-02", "00-15-5D-01-02-03-04", "00155D01020G", "0-015-5D-01-02-03"})
    void refusesWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text));
    }
}
