package viridian.vswitch.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:0:1::1, 2001:0:0:1::1",
        "fe80::0015:5dff:fe00:0001, fe80::15:5dff:fe00:1",
        "::ffff:10.0.0.1, ::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1, 64:ff9b::a00:1",
        "1:2:3:4:5:6:10.0.0.1, 1:2:3:4:5:6:a00:1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    })
    void isReadAsPeopleWriteItAndWrittenInOneWay(String written, String shown) {
        IpAddress address = IpAddress.parse(written);
        assertEquals(shown, address.toString());
        assertEquals(address, IpAddress.parse(shown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.01",
                "10.0.0.1.1",
                "1.2.3.4:5",
                ":",
                ":::",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "1:2:3:4:5:6:7:8::",
                "fe80::1%eth0",
                "g::",
                "1:",
                ":1",
                "10.0.0.1::",
                "::10.0.0.1:1",
                "1:2:3:4:5:6:7:10.0.0.1",
                "host"
            })
    void whatIsNoAddressIsRefusedWithAnExample(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
        assertTrue(String.valueOf(refused.getMessage()).contains("is no IP address"), refused.getMessage());
    }

    @Test
    void isReadAsTheJdkReadsIt() throws UnknownHostException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2000; i++) {
            IpAddress address = IpAddress.v6(sparse(random), sparse(random) | 1L << 63);
            byte[] bytes = Crafted.address(address.toString());
            assertEquals(
                    InetAddress.getByAddress(bytes), InetAddress.getByName(address.toString()), address.toString());
        }
    }

    /** With many groups of zeros. */
    private static long sparse(SplittableRandom random) {
        long bits = 0;
        for (int i = 0; i < 4; i++) bits = bits << 16 | (random.nextBoolean() ? 0 : random.nextInt(0x10000));
        return bits;
    }

    @Test
    void addressesAreOrderedByNumber() {
        assertTrue(IpAddress.parse("10.0.0.9").compareTo(IpAddress.parse("10.0.0.10")) < 0);
        assertTrue(IpAddress.parse("255.0.0.0").compareTo(IpAddress.parse("::")) < 0);
        assertTrue(IpAddress.parse("8000::").compareTo(IpAddress.parse("1::")) > 0);
        assertTrue(IpAddress.parse("::1").compareTo(IpAddress.parse("::2")) < 0);
    }

    @Test
    void anIpv4AddressHasNoMoreThan32Bits() {
        assertThrows(IllegalArgumentException.class, () -> IpAddress.v4(1L << 32));
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(5, 0, 0));
    }
}
