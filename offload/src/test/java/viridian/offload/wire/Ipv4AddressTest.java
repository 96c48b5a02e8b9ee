package viridian.offload.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4AddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "192.168.255.254", "255.255.255.255"})
    void isWrittenAsItWasRead(String text) {
        assertEquals(text, Ipv4Address.parse(text).toString());
    }

    @Test
    void hasItsFirstNumberInTheHighestBits() {
        assertEquals(0xC0A80001, Ipv4Address.parse("192.168.0.1").bits());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.1.",
                "10.0.0.256",
                "10.0.0.01",
                "10.0.0.-1",
                "10..0.1",
                "a.b.c.d",
                "1000.0.0.1"
            })
    void refusesWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> Ipv4Address.parse(text));
    }

    @Test
    void sortsByNumberNotByLetters() {
        assertTrue(Ipv4Address.parse("10.0.0.9").compareTo(Ipv4Address.parse("10.0.0.10")) < 0);
        assertTrue(Ipv4Address.parse("10.0.0.1").compareTo(Ipv4Address.parse("200.0.0.1")) < 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.2.3", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"})
    void knowsAddressesNoHostHas(String text) {
        assertFalse(Ipv4Address.isUnicast(Ipv4Address.parse(text).bits()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0.1", "10.0.0.1", "126.0.0.1", "128.0.0.1", "223.255.255.1"})
    void knowsAddressesOfHosts(String text) {
        assertTrue(Ipv4Address.isUnicast(Ipv4Address.parse(text).bits()));
    }
}
