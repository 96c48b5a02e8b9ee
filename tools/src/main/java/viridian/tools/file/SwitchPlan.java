package viridian.tools.file;

import java.io.IOException;
import java.security.SecureRandom;
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
import viridian.tools.options.Options;
import viridian.tools.options.SwitchOptions;
import viridian.tools.options.SwitchSetup;
import viridian.vswitch.frame.MacAddress;

/**
 * What a switch is to be: all that one would tell it while it runs, in order. So there is one reader and one check of each
 * word, wherever it was written.
 */
public final class SwitchPlan {

    private final List<Wish> wishes = new ArrayList<>();
    private SwitchSetup setup;

    /** One request, and where it was written; null if on the command line. */
    private record Wish(JsonNode request, @Nullable Position at) {}

    private SwitchPlan(String name) {
        this.setup = SwitchSetup.named(name, anyAddress());
    }

    /** A switch of which nothing is said yet. */
    public static SwitchPlan named(String name) {
        return new SwitchPlan(name);
    }

    /** An address no other switch has, as far as chance goes: of one station, and given by nobody (IEEE 802 section 8.4). */
    private static MacAddress anyAddress() {
        return MacAddress.of(0x0200_0000_0000L | (new SecureRandom().nextLong() & 0x00FF_FFFF_FFFFL));
    }

    /** Says what a switch is from the beginning or never, such as {@code hub}; other options are not looked at. */
    public void begin(Options written) {
        setup = SwitchOptions.begun(setup, written);
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
    public SwitchSetup setup() {
        return setup;
    }

    /** Tells all of it to a switch on paper, to find what makes no sense before anything real is touched. */
    public LiveSwitch onPaper() throws ScenarioException, IOException {
        LiveSwitch paper = new LiveSwitch(setup, System::nanoTime, new PaperAdapters());
        try {
            List<Problem> problems = problems(new SwitchControl(paper));
            if (!problems.isEmpty()) throw new ScenarioException(problems);
            return paper;
        } catch (ScenarioException | IOException | RuntimeException wrong) {
            paper.close();
            throw wrong;
        }
    }

    private List<Problem> problems(SwitchControl control) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (Wish wish : wishes) {
            try {
                control.ask(wish.request);
            } catch (IllegalArgumentException wrong) {
                if (wish.at == null) throw wrong;
                problems.add(new Problem(wish.at, String.valueOf(wrong.getMessage()), ""));
            }
        }
        return problems;
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
