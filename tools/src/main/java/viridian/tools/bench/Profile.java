package viridian.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Where the time went, by samples of what the measured threads were at. */
public final class Profile {

    static final String SAMPLE = "jdk.ExecutionSample";

    private final Map<String, Integer> methods = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private int samples;

    private Profile() {}

    /**
     * A place in the code.
     *
     * @param name of it: a method, or a method with a line
     * @param percent of all samples
     */
    public record Spot(String name, double percent) {}

    static Profile read(Path recording) throws IOException {
        Profile profile = new Profile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) profile.add(file.readEvent());
        }
        return profile;
    }

    private void add(RecordedEvent event) {
        RecordedStackTrace trace = event.getStackTrace();
        if (!event.getEventType().getName().equals(SAMPLE) || trace == null) return;
        samples++;
        methods.merge(method(trace.getFrames().getFirst()), 1, Integer::sum);
        lines.merge(line(trace.getFrames()), 1, Integer::sum);
    }

    /** The line of ours that the sample is in: what the JDK does, it does for that line. */
    private static String line(List<RecordedFrame> frames) {
        RecordedFrame ours = frames.stream()
                .filter(frame -> frame.getMethod().getType().getName().startsWith("viridian"))
                .findFirst()
                .orElse(frames.getFirst());
        return method(ours) + ":" + ours.getLineNumber();
    }

    private static String method(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }

    /** How often was looked. */
    public int samples() {
        return samples;
    }

    /** The methods found most often, those they call not counted. */
    public List<Spot> methods(int most) {
        return hottest(methods, most);
    }

    /** The lines of our own found most often, what of the JDK they call counted with them. */
    public List<Spot> lines(int most) {
        return hottest(lines, most);
    }

    private List<Spot> hottest(Map<String, Integer> counts, int most) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(most)
                .map(entry -> new Spot(entry.getKey(), 100.0 * entry.getValue() / samples))
                .toList();
    }
}
