package viridian.tools.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import viridian.lab.file.CheckedFile;
import viridian.lab.file.ScenarioException;
import viridian.lab.file.Tree;
import viridian.lab.file.TreeJson;
import viridian.tools.options.JsonOptions;

/**
 * Reads a switch written down in YAML: its settings, ports, static addresses, mirrors and rules, in the words of the command
 * line. Each becomes what one would tell the running switch.
 */
public final class SwitchFile {

    private static final String SCHEMA_ID = "urn:viridian-lab:switch";
    private static final String SCHEMA = "/schema/switch.schema.json";

    private final Tree.Mapping document;
    private final JsonNode json;
    private final SwitchPlan plan;

    private SwitchFile(Tree.Mapping document) {
        this.document = document;
        this.json = TreeJson.json(document);
        this.plan = SwitchPlan.named(json.path("name").asString("switch"));
    }

    /**
     * Reads a plan.
     *
     * @throws ScenarioException with all that does not fit the schema; what makes no sense beyond that shows on paper
     */
    public static SwitchPlan read(Path file) throws ScenarioException {
        return new SwitchFile(CheckedFile.read(file, SCHEMA_ID, schema(), "switch")).plan();
    }

    /** The schema, for editors as well. */
    static String schema() {
        try (InputStream in = SwitchFile.class.getResourceAsStream(SCHEMA)) {
            if (in == null) throw new IllegalStateException("the lab was built without " + SCHEMA);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private SwitchPlan plan() {
        if (json.has("settings")) settings(json.path("settings"));
        for (Map.Entry<String, JsonNode> port : json.path("ports").properties()) port(port.getKey(), port.getValue());
        JsonNode addresses = json.path("addresses");
        for (int i = 0; i < addresses.size(); i++) {
            tell(request("mac add").setAll((ObjectNode) addresses.get(i)), "addresses", String.valueOf(i));
        }
        for (Map.Entry<String, JsonNode> mirror : json.path("mirrors").properties()) {
            ObjectNode request = request("mirror add").put("name", mirror.getKey());
            tell(request.set("settings", mirror.getValue()), "mirrors", mirror.getKey());
        }
        for (Map.Entry<String, JsonNode> acl : json.path("acls").properties()) rules(acl.getKey(), acl.getValue());
        return plan;
    }

    private void settings(JsonNode settings) {
        try {
            plan.begin(JsonOptions.of("settings", settings));
        } catch (IllegalArgumentException wrong) {
            // It is said with its place when the switch on paper is told the same.
        }
        tell(request("set").set("settings", settings), "settings");
    }

    private void rules(String port, JsonNode rules) {
        for (int i = 0; i < rules.size(); i++) {
            ObjectNode request = request("acl add").put("port", port);
            tell(request.set("rule", rules.get(i)), "acls", port, String.valueOf(i));
        }
    }

    private void port(String name, JsonNode port) {
        ObjectNode settings = (ObjectNode) port.deepCopy();
        String attach = settings.remove("attach").asString();
        ObjectNode request = request("port add").put("attach", name + "=" + attach);
        tell(request.set("settings", settings), "ports", name);
    }

    private void tell(JsonNode request, String... path) {
        List<String> to = Arrays.asList(path);
        plan.add(request, document.place(to));
    }

    private static ObjectNode request(String operation) {
        return JsonMapper.shared().createObjectNode().put("op", operation);
    }
}
