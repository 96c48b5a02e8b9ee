package viridian.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import viridian.lab.file.ScenarioException;
import viridian.tools.file.SwitchFile;
import viridian.tools.live.LiveSwitch;
import viridian.tools.operation.SwitchControl;
import viridian.tools.operation.TraceText;
import viridian.tools.options.Options;
import viridian.tools.trace.FrameText;
import viridian.tools.trace.Stories;
import viridian.tools.trace.Story;

/** Explains what would happen to a frame, or what did. */
@Command(
        name = "trace",
        description =
                "Explain stage by stage what would happen to a frame, without sending it; or what did, from a capture.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nA frame is described by some of:%n")
final class TraceCommand implements Callable<Integer> {

    @Parameters(index = "0", arity = "0..1", paramLabel = "PORT", description = "where the frame comes in")
    private @Nullable String port;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "the frame, see below")
    private List<String> words = List.of();

    @Option(names = "--hex", paramLabel = "BYTES", description = "the frame's bytes, from the destination on")
    private @Nullable String hex;

    @Option(names = "--file", paramLabel = "FILE", description = "ask a switch set up from this file, on paper")
    private @Nullable Path file;

    @Option(names = "--capture", paramLabel = "FILE", description = "explain the frames of a capture of lab switch")
    private @Nullable Path capture;

    @Option(names = "--frame", paramLabel = "N", description = "with --capture: this frame only")
    private @Nullable Long number;

    @Mixin
    private RunningSwitch running = new RunningSwitch();

    /** Answers requests: a running switch, or one on paper. */
    private interface Asked {
        JsonNode ask(ObjectNode request) throws IOException;
    }

    @Override
    public Integer call() throws IOException, ScenarioException {
        if (capture == null) {
            if (port == null) throw new IllegalArgumentException("at which port? lab trace PORT src=... dst=...");
            try (LiveSwitch paper = paper()) {
                show(asked(paper).ask(described(port)));
            }
            return ExitCode.OK;
        }
        if (hex != null || !words.isEmpty()) throw new IllegalArgumentException("--capture has the frames in it");
        try (LiveSwitch paper = paper()) {
            for (Story story : Stories.of(capture)) tell(story, paper);
        }
        return ExitCode.OK;
    }

    private @Nullable LiveSwitch paper() throws ScenarioException, IOException {
        return file == null ? null : SwitchFile.read(file).onPaper();
    }

    private Asked asked(@Nullable LiveSwitch paper) {
        return paper == null ? running::ask : new SwitchControl(paper)::ask;
    }

    private ObjectNode described(String at) {
        ObjectNode request = RunningSwitch.request("trace").put("port", at);
        if (hex != null && !words.isEmpty()) throw new IllegalArgumentException("--hex is the whole frame");
        if (hex != null) return request.put("hex", hex);
        ObjectNode frame = request.putObject("frame");
        Options.parse(words).written().forEach(frame::put);
        return request;
    }

    /** Tells what is recorded, and what would happen now; a switch on paper sees every frame, so that it learns as well. */
    private void tell(Story story, @Nullable LiveSwitch paper) throws IOException {
        if (isWanted(story)) {
            boolean askable = story.cameIn() && (paper != null || running.isThere());
            JsonNode now = askable ? rehearsed(story, paper) : null;
            System.out.println(running.json() ? TraceText.json(story, now).toString() : TraceText.of(story, now));
        }
        if (paper != null && story.cameIn()) {
            paper.port(Story.port(story.first())).accept(story.first().frame());
        }
    }

    private JsonNode rehearsed(Story story, @Nullable LiveSwitch paper) throws IOException {
        return asked(paper)
                .ask(RunningSwitch.request("trace")
                        .put("port", Story.port(story.first()))
                        .put("hex", FrameText.hex(story.first().frame())));
    }

    private boolean isWanted(Story story) {
        boolean here = port == null || Story.port(story.first()).equals(port);
        boolean numbered = number == null
                || story.first().number() == number
                || story.ends().stream().anyMatch(end -> end.number() == number);
        return here && numbered;
    }

    private void show(JsonNode told) {
        System.out.println(running.json() ? told.toString() : TraceText.of(told));
    }

    /** What can be said of a frame, a line for each. */
    static String[] options() {
        return FrameText.OPTIONS.stream()
                .map(option -> "  %-26s %s".formatted(option, option.about()))
                .toArray(String[]::new);
    }
}
