package viridian.vswitch;

import java.util.ArrayList;
import java.util.List;
import viridian.vswitch.frame.Frame;

/** Writes down in lines what a switch shows its observers. */
final class Diary implements FrameObserver {

    private final List<String> lines = new ArrayList<>();

    /** What was written since it was last asked. */
    List<String> takeLines() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public void received(Port at, Frame frame) {
        lines.add("received " + at.name() + " " + frame.tag());
    }

    @Override
    public void sent(Port at, Frame frame) {
        lines.add("sent " + at.name() + " " + frame.tag());
    }

    @Override
    public void dropped(Port at, Frame frame, DropReason why) {
        lines.add("dropped " + at.name() + " " + frame.tag() + " " + why);
    }
}
