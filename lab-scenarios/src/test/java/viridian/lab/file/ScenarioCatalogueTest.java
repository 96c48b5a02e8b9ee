package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import viridian.lab.topology.Expectation;
import viridian.lab.topology.Layout;
import viridian.lab.topology.Scenario;

class ScenarioCatalogueTest {

    static List<String> names() {
        return ScenarioCatalogue.names();
    }

    /** A run does not hold the lab's own scenarios against the schema, because this does. */
    @ParameterizedTest
    @MethodSource("names")
    void everyScenarioOfTheLabPassesTheSchemaItIsNotHeldAgainstLater(String name) throws ScenarioException {
        LoadedScenario checked = ScenarioFile.read(name + ".yaml", ScenarioCatalogue.text(name));
        assertEquals(ScenarioCatalogue.load(name).scenario(), checked.scenario());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyScenarioIsCalledAsItsFileAndSaysWhatItIsAbout(String name) throws ScenarioException {
        Scenario scenario = ScenarioCatalogue.load(name).scenario();
        assertEquals(name, scenario.name());
        assertFalse(scenario.about().isBlank());
        assertTrue(
                scenario.layouts().stream().noneMatch(layout -> layout.checks().isEmpty()));
    }

    @Test
    void nicSeparationHasBothRecommendedLayoutsOfFourAdapters() throws ScenarioException {
        List<Layout> layouts =
                ScenarioCatalogue.load("nic-separation").scenario().layouts();
        assertEquals(
                List.of("direct-attached", "iscsi"),
                layouts.stream().map(Layout::name).toList());
        for (Layout layout : layouts) assertEquals(4, layout.topology().nics().size());
    }

    @Test
    void theBrokenVariantsClaimWhatTheSoundOneClaims() throws ScenarioException {
        Scenario sound = ScenarioCatalogue.load("nic-separation").scenario();
        for (String broken : List.of("nic-separation-shared", "nic-separation-hub")) {
            Scenario variant = ScenarioCatalogue.load(broken).scenario();
            assertEquals(
                    sound.layouts().stream()
                            .map(Layout::checks)
                            .toList()
                            .toString()
                            .replaceAll("[a-z]+=", ""),
                    variant.layouts().stream()
                            .map(Layout::checks)
                            .toList()
                            .toString()
                            .replaceAll("[a-z]+=", ""));
            assertTrue(variant.expectation() instanceof Expectation.TheseFail);
        }
    }

    @Test
    void aMisspeltNameIsAnsweredWithTheRightOne() {
        ScenarioException refused =
                assertThrows(ScenarioException.class, () -> ScenarioCatalogue.open("nic-seperation"));
        assertEquals(
                "nic-seperation: there is no scenario 'nic-seperation' (did you mean 'nic-separation'?)",
                refused.getMessage());
    }

    @Test
    void aWordThatLooksLikeAFileIsOne() {
        ScenarioException refused =
                assertThrows(ScenarioException.class, () -> ScenarioCatalogue.open("no-such-folder/mine.yaml"));
        assertEquals(
                Path.of("no-such-folder/mine.yaml").toString(),
                refused.problems().getFirst().position().file());
    }
}
