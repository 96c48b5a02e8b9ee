package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.MacAddress;

class RomImageTest {

    @Test
    void isTheImageThatRealDriversUnderstand() {
        String image = HexFormat.of().formatHex(RomImage.of(MacAddress.parse("00-15-5D-01-02-03"), Media.GPR));
        assertEquals("000a1421000000000000000000000000", image.substring(0, 32));
        assertEquals("1d00010100155d010203001e00000008", image.substring(32, 64));
        assertEquals("000203006d0005006d00", image.substring(64, 84));
        assertEquals("0".repeat(168), image.substring(84, 252));
        assertEquals("4e6f", image.substring(252));
    }

    @Test
    void withATransceiverItSaysWhereThatIs() {
        String image = HexFormat.of().formatHex(RomImage.of(MacAddress.parse("00-15-5D-01-02-03"), Media.MII));
        assertEquals("00018c010100000078e0010050001800", image.substring(64, 96));
        assertEquals("c98e", image.substring(252));
    }

    @Test
    void anotherAddressHasAnotherChecksum() {
        byte[] image = RomImage.of(MacAddress.parse("00-15-5D-01-02-04"), Media.GPR);
        assertEquals(4, image[25]);
        assertEquals(0x1D, image[16]);
        assertEquals(false, image[126] == 0x4E && image[127] == 0x6F);
    }
}
