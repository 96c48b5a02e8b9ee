package viridian.tools.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.tools.options.Options;

class AttachmentTest {

    @Test
    void aBareInterfaceNamesItsPort() {
        assertEquals(new Attachment("veth0", "pcap", "veth0", Options.NONE), Attachment.parse("pcap:veth0"));
    }

    @Test
    void optionsFollowAfterCommas() {
        Attachment web = Attachment.parse("web=pcap:veth0,trunk=10-19+30,native=1,mtu=9000");
        assertEquals("web", web.name());
        assertEquals(
                Map.of("trunk", "10-19+30", "native", "1", "mtu", "9000"),
                web.options().written());
    }

    @Test
    void anArgumentMayHoldColonsAndSlashes() {
        assertEquals(
                "/tmp/a:b.sock",
                Attachment.parse("vm=unix:/tmp/a:b.sock,access=3").argument());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "veth0", "pcap:", "web=", "=pcap:veth0", "pcap:veth0,", "pcap:veth0,access", "pcap:v,a=1,a=2"
            })
    void anythingElseIsRefusedInOneSentence(String text) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Attachment.parse(text))
                .getMessage());
        assertTrue(message.contains("'") && !message.contains("\n"), message);
    }
}
