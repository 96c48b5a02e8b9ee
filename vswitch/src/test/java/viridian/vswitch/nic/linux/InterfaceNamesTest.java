package viridian.vswitch.nic.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceNamesTest {

    @Test
    void aNameThatFitsStaysAsItIs() {
        assertEquals("vl-lab-storage0", InterfaceNames.shorten("vl-lab-storage0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vl-nic-separation-nic0", "über", "a b", "x/y", "..", "."})
    void everyNameBecomesOneAnInterfaceMayHave(String name) {
        String shortened = InterfaceNames.shorten(name);
        assertTrue(shortened.matches("[A-Za-z0-9._-]{3,15}"), shortened);
    }

    @Test
    void theSameNameIsAlwaysShortenedAlike() {
        assertEquals(
                InterfaceNames.shorten("vl-nic-separation-nic0"), InterfaceNames.shorten("vl-nic-separation-nic0"));
    }

    @Test
    void namesThatBecomeAlikeByReplacementStayApart() {
        assertNotEquals(InterfaceNames.shorten("a b"), InterfaceNames.shorten("a/b"));
        assertNotEquals(InterfaceNames.shorten("a b"), InterfaceNames.shorten("a-b"));
    }

    @Test
    void theNamesOfALargeLabStayApart() {
        Set<String> seen = new HashSet<>();
        for (int lab = 0; lab < 10; lab++) {
            for (int nic = 0; nic < 50; nic++) {
                assertTrue(seen.add(InterfaceNames.shorten("vl-a-lab-with-a-long-name-" + lab + "-nic" + nic)));
            }
        }
    }
}
