package viridian.lab.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaTest {

    private final String text = Resources.text("/schema/scenario.schema.json");
    private final JsonNode schema = new JsonMapper().readTree(text);

    @Test
    void isASchemaItself() {
        SpecificationVersion version = SpecificationVersion.DRAFT_2020_12;
        List<com.networknt.schema.Error> errors = SchemaRegistry.withDefaultDialect(version)
                .getSchema(SchemaLocation.of(version.getDialectId()))
                .validate(text, InputFormat.JSON);
        assertEquals(List.of(), errors);
    }

    @Test
    void saysOfEveryPartWhatIsExpectedThere() {
        Set<String> silent = new TreeSet<>();
        schema.path("$defs").forEachEntry((name, part) -> {
            if (part.path("description").isMissingNode()) silent.add(name);
        });
        assertEquals(Set.of(), silent);
    }

    @Test
    void everyKeyIsInTheDescriptionOfTheGrammar() throws IOException {
        String grammar = Files.readString(Path.of("../docs/scenarios.md"));
        Set<String> untold = new TreeSet<>();
        for (JsonNode part : schema.findValues("properties")) {
            for (String key : part.propertyNames()) {
                if (!grammar.matches("(?s).*[`{ ]" + key + "[`:].*")) untold.add(key);
            }
        }
        assertEquals(Set.of(), untold);
    }

    @Test
    void anEditorThatHoldsWholeDocumentsAgainstItFindsTheSameKindOfDocument() throws ScenarioException {
        var whole = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("urn:viridian-lab:scenario"), text, InputFormat.JSON);
        for (String name : ScenarioCatalogue.names()) {
            for (Tree document : YamlReader.read(name, ScenarioCatalogue.text(name))) {
                assertEquals(List.of(), whole.validate(TreeJson.json(document)), name);
            }
        }
        JsonNode misspelt = new JsonMapper().readTree("{\"name\": \"x\", \"hots\": {}}");
        assertEquals(2, whole.validate(misspelt).size());
    }
}
