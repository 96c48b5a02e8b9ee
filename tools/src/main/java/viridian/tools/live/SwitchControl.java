package viridian.tools.live;

import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import viridian.vswitch.VirtualSwitch;

/**
 * What a running switch answers on its control socket. A request is {@code {"op":"show","what":"ports"}}; the reply is
 * {@code {"ok":true,"result":[...]}} or {@code {"ok":false,"error":"a sentence"}}.
 */
public final class SwitchControl implements UnaryOperator<String> {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final VirtualSwitch vswitch;

    public SwitchControl(VirtualSwitch vswitch) {
        this.vswitch = vswitch;
    }

    @Override
    public String apply(String line) {
        try {
            JsonNode request = JSON.readTree(line);
            ObjectNode reply = JSON.createObjectNode().put("ok", true);
            reply.set(
                    "result",
                    answer(request.path("op").asString(""), request.path("what").asString("")));
            return reply.toString();
        } catch (JacksonException noJson) {
            return refusal("the request is no JSON: " + noJson.getOriginalMessage());
        } catch (IllegalArgumentException wrong) {
            return refusal(String.valueOf(wrong.getMessage()));
        }
    }

    private static String refusal(String sentence) {
        return JSON.createObjectNode().put("ok", false).put("error", sentence).toString();
    }

    private JsonNode answer(String operation, String what) {
        if (!operation.equals("show")) throw new IllegalArgumentException("unknown op '" + operation + "': try show");
        return switch (what) {
            case "ports" -> SwitchReport.ports(vswitch);
            case "macs" -> SwitchReport.macs(vswitch);
            case "drops" -> SwitchReport.drops(vswitch);
            default ->
                throw new IllegalArgumentException("nothing to show called '" + what + "': ports, macs or drops");
        };
    }
}
