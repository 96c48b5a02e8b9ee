package viridian.vswitch.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

class PcapNgFileTest {

    private static final String SECTION = """
            0A0D0D0A 30000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF
            0400 0C00 566972696469616E204C6162
            0000 0000 30000000
            """;

    private static final String INTERFACE = """
            01000000 3C000000 0100 0000 00000000
            0200 0500 732F776562 000000
            0300 0900 616363657373203130 000000
            0900 0100 09 000000
            0000 0000 3C000000
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final WritableByteChannel channel = Channels.newChannel(out);

    @Test
    void beginsWithASectionHeader() throws IOException {
        new PcapNgFile(channel).close();
        assertBytes(SECTION);
        assertFalse(channel.isOpen());
    }

    @Test
    void writesInterfacesAndPacketsWithTheirTagAmongTheBytes() throws IOException {
        try (PcapNgFile file = new PcapNgFile(channel)) {
            assertEquals(0, file.addInterface("s/web", "access 10"));
            assertEquals(1, file.packet(0, 0x0123_4567_89AB_CDEFL, Direction.IN, frame(Frame.UNTAGGED), utf8("in")));
            assertEquals(2, file.packet(0, 1, Direction.OUT, frame(0xA00A), utf8("out!")));
        }
        assertBytes(SECTION, INTERFACE, """
                06000000 44000000 00000000 67452301 EFCDAB89 0F000000 0F000000
                00155D000002 00155D000001 88B5 07 00
                0100 0200 696E 0000
                0200 0400 01000000
                0000 0000 44000000
                """, """
                06000000 48000000 00000000 00000000 01000000 13000000 13000000
                00155D000002 00155D000001 8100 A00A 88B5 07 00
                0100 0400 6F757421
                0200 0400 02000000
                0000 0000 48000000
                """);
    }

    @Test
    void framesLongerThanTheBufferAreWrittenWhole() throws IOException {
        try (PcapNgFile file = new PcapNgFile(channel)) {
            file.addInterface("s/web", "access 10");
            Frame large = FrameBuilder.frame(MacAddress.of(1), MacAddress.of(2))
                    .length(200_000)
                    .build();
            file.packet(0, 0, Direction.DROPPED, large, utf8("x"));
            file.packet(0, 0, Direction.DROPPED, large, utf8("x"));
        }
        assertEquals(0x30 + 0x3C + 2 * (28 + 200_000 + 8 + 8 + 4 + 4), out.size());
    }

    private static Frame frame(int tag) {
        return FrameBuilder.frame(MacAddress.parse("00155D000001"), MacAddress.parse("00155D000002"))
                .tag(tag)
                .length(15)
                .payload((byte) 7)
                .build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertBytes(String... blocks) {
        String expected = String.join("", blocks).replaceAll("\\s", "");
        assertEquals(expected, HexFormat.of().withUpperCase().formatHex(out.toByteArray()));
    }
}
