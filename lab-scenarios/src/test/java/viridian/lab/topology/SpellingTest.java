package viridian.lab.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingTest {

    private final List<String> known = List.of("network", "wire", "address", "vlan");

    @Test
    void countsLettersAddedLeftOutReplacedAndExchanged() {
        assertEquals(0, Spelling.distance("wire", "wire"));
        assertEquals(1, Spelling.distance("adress", "address"));
        assertEquals(1, Spelling.distance("addresss", "address"));
        assertEquals(1, Spelling.distance("wine", "wire"));
        assertEquals(1, Spelling.distance("netwrok", "network"));
        assertEquals(4, Spelling.distance("", "vlan"));
    }

    @Test
    void capitalsAreNoMistake() {
        assertEquals(Optional.of("vlan"), Spelling.nearest("VLAN", known));
    }

    @Test
    void aWordWithLittleInCommonIsNotGuessedAt() {
        assertEquals(Optional.empty(), Spelling.nearest("colour", known));
        assertEquals("known: network, wire, address, vlan", Spelling.suggestion("colour", known));
    }

    @Test
    void whereNothingIsKnownNothingIsSuggested() {
        assertEquals("", Spelling.suggestion("colour", List.of()));
    }
}
