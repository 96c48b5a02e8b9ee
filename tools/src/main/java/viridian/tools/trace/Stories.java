package viridian.tools.trace;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import viridian.vswitch.capture.CapturedFrame;
import viridian.vswitch.capture.PcapNgReader;

/**
 * Puts together what a capture recorded of each frame. A frame that comes in is followed by its ends; several threads carry
 * frames at once, so the ends are told apart by the frame's bytes.
 */
public final class Stories {

    private final List<Story> all = new ArrayList<>();
    private final Map<ByteBuffer, Story> latest = new HashMap<>();

    private Stories() {}

    /**
     * Reads a capture of {@code lab switch --capture}.
     *
     * @return the stories in the order they begin
     */
    public static List<Story> of(Path capture) throws IOException {
        Stories stories = new Stories();
        PcapNgReader.read(capture, stories::add);
        return stories.all;
    }

    private void add(CapturedFrame seen) {
        ByteBuffer bytes = ByteBuffer.wrap(seen.frame().bytes().toArray(ValueLayout.JAVA_BYTE));
        Story known = latest.get(bytes);
        if (known != null && !Story.isArrival(seen)) {
            known.add(seen);
            return;
        }
        Story story = new Story(seen);
        all.add(story);
        latest.put(bytes, story);
    }
}
