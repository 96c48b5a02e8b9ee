package viridian.vswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** A lane on which nothing happens: it tells what would. */
final class Rehearsal extends Lane {

    private static final long NOTHING = -1;

    private final List<Step> steps = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    /** What would have been learned from the frame, and where. */
    private long learnedKey = NOTHING;

    private int learnedSocket;

    Rehearsal(VirtualSwitch vswitch) {
        super(vswitch, Thread.currentThread());
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    private void step(Step.Stage stage, Port port, String sentence) {
        steps.add(new Step(stage, port.name(), sentence, null));
    }

    @Override
    boolean isRehearsal() {
        return true;
    }

    @Override
    void tell(String sentence) {
        reasons.add(sentence);
    }

    @Override
    void received(Configuration setup, PortRules at, Frame frame) {
        step(
                Step.Stage.RECEIVED,
                at.port,
                "%s comes in by %s, a %s port, %s"
                        .formatted(
                                frame,
                                at.port.name(),
                                at.settings.role().name().toLowerCase(Locale.ROOT),
                                at.settings.vlan()));
    }

    @Override
    void admitted(PortRules at, Frame frame) {
        String domain = frame.vlan() == VlanMode.UNTAGGED_DOMAIN ? "the untagged domain" : "VLAN " + frame.vlan();
        step(Step.Stage.ADMITTED, at.port, "it may come in, and is in " + domain);
    }

    @Override
    void asked(PortRules at, int hook, Verdict verdict) {
        String because = reasons.isEmpty() ? "" : ": " + String.join("; ", reasons);
        reasons.clear();
        step(Step.Stage.EXTENSION, at.port, "%s says %s%s".formatted(at.extensions[hook].name(), verdict, because));
    }

    @Override
    boolean learn(MacTable macs, PortRules at, long key) {
        String source = MacAddress.of(key & 0xFFFF_FFFF_FFFFL).toString();
        boolean allowed = macs.mayBeAt(key, at);
        if (!allowed) return false;
        learnedKey = key;
        learnedSocket = at.socket;
        step(Step.Stage.LEARNED, at.port, source + " is known to be behind " + at.port.name());
        return true;
    }

    @Override
    int lookUp(MacTable macs, long key) {
        return key == learnedKey ? learnedSocket : super.lookUp(macs, key);
    }

    @Override
    void floods(PortRules from, Frame frame) {
        step(
                Step.Stage.FLOODED,
                from.port,
                "nobody knows where %s is: it is looked for at every port that leads outside"
                        .formatted(MacAddress.of(frame.destination())));
    }

    @Override
    boolean deliver(PortRules to, Frame frame) {
        return true;
    }

    @Override
    void sent(Configuration setup, @Nullable PortRules from, PortRules to, Frame frame) {
        String form = frame.tag() < 0 ? "untagged" : "with the tag of VLAN " + frame.vlan();
        step(Step.Stage.SENT, to.port, "it leaves by %s, %s".formatted(to.port.name(), form));
    }

    @Override
    void carried(Configuration setup, PortRules from, Frame frame) {
        // Where it went is told already.
    }

    @Override
    void droppedIncoming(Configuration setup, Port at, Frame frame, DropReason why) {
        dropped(at, why);
    }

    @Override
    void droppedOutgoing(Configuration setup, @Nullable PortRules from, Port at, Frame frame, DropReason why) {
        dropped(at, why);
    }

    private void dropped(Port at, DropReason why) {
        steps.add(new Step(Step.Stage.DROPPED, at.name(), "it is dropped: " + why.sentence(), why));
    }
}
