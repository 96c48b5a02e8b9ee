package viridian.tools.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import viridian.lab.file.Position;
import viridian.lab.file.Problem;
import viridian.lab.file.ScenarioException;
import viridian.tools.live.LiveSwitch;
import viridian.tools.live.PaperAdapters;
import viridian.tools.operation.SwitchControl;
import viridian.vswitch.SwitchSettings;

/**
 * What a switch is to be: all that one would tell it while it runs, in order. So there is one reader and one check of each
 * word, wherever it was written.
 */
public final class SwitchPlan {

    private final String name;
    private final List<Wish> wishes = new ArrayList<>();
    private boolean hub;

    /** One request, and where it was written; null if on the command line. */
    private record Wish(JsonNode request, @Nullable Position at) {}

    private SwitchPlan(String name) {
        this.name = name;
    }

    /** A switch of which nothing is said yet. */
    public static SwitchPlan named(String name) {
        return new SwitchPlan(name);
    }

    /** Makes the switch a hub, which it is from the beginning or never. */
    public void asHub() {
        hub = true;
    }

    /** Adds a request that was written at a place in a file. */
    void add(JsonNode request, Position at) {
        wishes.add(new Wish(request, at));
    }

    /** Adds a request from the command line: an operation of the control socket, whose fields are then filled in. */
    public ObjectNode add(String operation) {
        ObjectNode request = JsonMapper.shared().createObjectNode().put("op", operation);
        wishes.add(new Wish(request, null));
        return request;
    }

    /** What a switch of this plan begins with. */
    public SwitchSettings settings() {
        return SwitchSettings.named(name).withHub(hub);
    }

    /** Tells all of it to a switch on paper, to find what makes no sense before anything real is touched. */
    public LiveSwitch onPaper() throws ScenarioException, IOException {
        LiveSwitch paper = new LiveSwitch(settings(), System::nanoTime, new PaperAdapters());
        SwitchControl control = new SwitchControl(paper);
        List<Problem> problems = new ArrayList<>();
        for (Wish wish : wishes) {
            try {
                control.ask(wish.request);
            } catch (IllegalArgumentException wrong) {
                if (wish.at == null) throw wrong;
                problems.add(new Problem(wish.at, String.valueOf(wrong.getMessage()), ""));
            }
        }
        if (!problems.isEmpty()) throw new ScenarioException(problems);
        return paper;
    }

    /**
     * Tells all of it to a switch.
     *
     * @throws IOException if the surroundings lack something
     */
    public void tell(SwitchControl control) throws IOException {
        for (Wish wish : wishes) control.ask(wish.request);
    }
}
