package viridian.lab.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import viridian.lab.host.linux.Witness.Testimony;

class TestimonyTest {

    @Test
    void tcpdumpsOwnCountsAreRead() throws IOException {
        Testimony testimony = Testimony.parse("""
                tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
                1 packet captured
                3 packets received by filter
                2 packets dropped by kernel
                """);
        assertEquals(new Testimony(1, 3, 2), testimony);
        assertFalse(testimony.isComplete());
        assertTrue(new Testimony(7, 7, 0).isComplete());
    }

    @Test
    void aWitnessWithoutAnAccountIsNone() {
        assertThrows(IOException.class, () -> Testimony.parse("tcpdump: eth9: No such device exists\n"));
    }
}
