package viridian.tools.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.capture.Capture;
import viridian.vswitch.capture.CapturedFrame;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.PcapNgFile;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** What a capture recorded at many ports is put together to the story of each frame. */
class StoriesTest {

    private static final MacAddress A = MacAddress.parse("00-15-5D-00-00-0A");
    private static final MacAddress B = MacAddress.parse("00-15-5D-00-00-0B");

    @TempDir
    private Path folder;

    @Test
    void aFramesStoryIsHowItCameInAndWhatBecameOfItAtEachPort() throws IOException {
        List<Story> stories = stories((a, b) -> {
            a.says(FrameBuilder.broadcast(A).build());
            b.says(FrameBuilder.frame(B, A).vlan(10).build());
        });
        assertEquals(2, stories.size());
        Story broadcast = stories.get(0);
        assertTrue(broadcast.cameIn());
        assertEquals("a", Story.port(broadcast.first()));
        assertEquals(List.of("2 switch/b out"), ends(broadcast));
        assertEquals(10, broadcast.ends().get(0).frame().vlan());
        assertEquals(List.of("4 switch/a out"), ends(stories.get(1)));
    }

    @Test
    void aFrameThatWasDroppedSaysWhy() throws IOException {
        List<Story> stories =
                stories((a, b) -> b.says(FrameBuilder.broadcast(B).vlan(99).build()));
        assertEquals(
                List.of("2 switch/b dropped: 10 UnauthorizedVLAN - the port may not carry a frame with this VLAN tag"),
                ends(stories.get(0)));
    }

    @Test
    void theSameFrameAgainIsAnotherStory() throws IOException {
        List<Story> stories = stories((a, b) -> {
            a.says(FrameBuilder.broadcast(A).build());
            a.says(FrameBuilder.broadcast(A).build());
        });
        assertEquals(
                List.of(1, 1),
                stories.stream().map(story -> story.ends().size()).toList());
    }

    private static List<String> ends(Story story) {
        return story.ends().stream().map(StoriesTest::text).toList();
    }

    private static String text(CapturedFrame seen) {
        return seen.number() + " " + seen.at() + " " + seen.comment();
    }

    private interface Traffic {
        void between(RecordingNic a, RecordingNic b);
    }

    private List<Story> stories(Traffic traffic) throws IOException {
        Path file = folder.resolve("switch.pcapng");
        try (VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("switch"), () -> 0);
                PcapNgFile out = PcapNgFile.create(file);
                Capture capture = new Capture(out, new FrameLog(0), () -> 0, "switch")) {
            RecordingNic a = new RecordingNic(A);
            RecordingNic b = new RecordingNic(MacAddress.NONE);
            vswitch.plug(PortSettings.guest("a").withVlan(new VlanMode.Access(10)), a);
            vswitch.plug(PortSettings.network("b").withVlan(new VlanMode.Trunk(VlanSet.of(10), VlanMode.NO_NATIVE)), b);
            vswitch.observe(capture);
            traffic.between(a, b);
        }
        return Stories.of(file);
    }
}
