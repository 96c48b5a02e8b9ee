package viridian.vswitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.Workbench.STRANGER;
import static viridian.vswitch.Workbench.broadcast;
import static viridian.vswitch.Workbench.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import viridian.vswitch.SwitchExtension.Kind;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.RecordingNic;

/** When a hook is asked, and what it can ask in return. */
class HookTest {

    private final Workbench bench = new Workbench();
    private final RecordingNic alice = bench.guest("alice", 1);
    private final RecordingNic bob = bench.guest("bob", 2);
    private final RecordingNic wire = bench.network("wire");
    private final List<String> asked = new ArrayList<>();

    /** Looks at each frame's passage, and lets the frame pass. */
    private record Look(
            @Nullable Consumer<Passage> in, @Nullable Consumer<Passage> out) implements PortHook {

        @Override
        public Verdict ingress(Frame frame, Passage passage) {
            if (in != null) in.accept(passage);
            return Verdict.PASS;
        }

        @Override
        public Verdict egress(Frame frame, Passage passage) {
            if (out != null) out.accept(passage);
            return Verdict.PASS;
        }
    }

    private void extend(String name, Kind kind) {
        Look look = new Look(passage -> asked.add("in " + name), passage -> asked.add("out " + name));
        bench.vswitch.extend(new Everywhere(name, kind, look));
    }

    private void onTheWayIn(Consumer<Passage> look) {
        bench.vswitch.extend(new Everywhere("look", Kind.FILTER, new Look(look, null)));
    }

    @Test
    void kindsAreAskedInOrderOnTheWayInAndBackwardsOnTheWayOut() {
        extend("forwarding", Kind.FORWARDING);
        extend("filter", Kind.FILTER);
        extend("second filter", Kind.FILTER);
        extend("capture", Kind.CAPTURE);
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(
                List.of(
                        "in capture",
                        "in filter",
                        "in second filter",
                        "in forwarding",
                        "out forwarding",
                        "out second filter",
                        "out filter",
                        "out capture"),
                asked);
    }

    @Test
    void aWithdrawnExtensionIsAskedNoMore() {
        Look look = new Look(passage -> asked.add("in"), null);
        SwitchExtension extension = new Everywhere("look", Kind.FILTER, look);
        bench.vswitch.extend(extension);
        bench.vswitch.withdraw(extension);
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(List.of(), asked);
    }

    @Test
    void aRefreshAsksForEveryPortAgainAndShowsWhatItHadThere() {
        Remembering extension = new Remembering();
        bench.vswitch.extend(new Everywhere("another", Kind.CAPTURE, new Look(null, null)));
        bench.vswitch.extend(extension);
        extension.hooks.clear();
        bench.vswitch.refresh();
        assertEquals(List.of("alice: hook of alice", "bob: hook of bob", "wire: hook of wire"), extension.hooks);
    }

    /** Says which hook it was shown for which port. */
    private static final class Remembering implements SwitchExtension {

        private final List<String> hooks = new ArrayList<>();

        private record Named(String name) implements PortHook {
            @Override
            public String toString() {
                return "hook of " + name;
            }
        }

        @Override
        public String name() {
            return "remembering";
        }

        @Override
        public Kind kind() {
            return Kind.FILTER;
        }

        @Override
        public PortHook at(Port port, PortSettings settings, @Nullable PortHook before) {
            hooks.add(settings.name() + ": " + before);
            return new Named(settings.name());
        }
    }

    @Test
    void itIsToldTheTimeOfTheBurst() {
        List<Long> times = new ArrayList<>();
        onTheWayIn(passage -> times.add(passage.now()));
        bench.now = 7;
        alice.saysMore(frame(alice.address(), bob.address()));
        bench.now = 8;
        alice.says(frame(alice.address(), bob.address()));
        alice.says(frame(alice.address(), bob.address()));
        assertEquals(List.of(7L, 7L, 8L), times);
    }

    @Test
    void itIsToldWhetherTheDestinationIsKnown() {
        List<Boolean> known = new ArrayList<>();
        Frame toBob = frame(alice.address(), bob.address());
        Frame toStranger = frame(alice.address(), STRANGER);
        Frame[] shown = {toBob};
        onTheWayIn(passage -> known.add(passage.isKnown(shown[0])));
        alice.says(toBob);
        shown[0] = toStranger;
        alice.says(toStranger);
        assertEquals(List.of(true, false), known);
    }

    @Test
    void whereAFrameLeavesIsDecidedOnlyOnItsWayOut() {
        List<String> left = new ArrayList<>();
        bench.vswitch.extend(new Everywhere(
                "look",
                Kind.FILTER,
                new Look(
                        passage -> assertThrows(IllegalStateException.class, passage::to),
                        passage -> left.add(
                                passage.from().name() + " > " + passage.to().name()))));
        alice.says(frame(alice.address(), bob.address()));
        bob.says(frame(bob.address(), alice.address()));
        assertEquals(List.of("alice > bob", "bob > alice"), left);
    }

    @Test
    void itIsNoRehearsalWhenFramesAreCarried() {
        List<Boolean> rehearsals = new ArrayList<>();
        onTheWayIn(passage -> rehearsals.add(passage.isRehearsal()));
        alice.says(frame(alice.address(), bob.address()));
        bench.vswitch.rehearse(bench.port("alice"), frame(alice.address(), bob.address()));
        assertEquals(List.of(false, true), rehearsals);
    }

    @Test
    void aGroupFrameGoesOnlyWhereAHookSays() {
        PortSet bobs = PortSet.of(List.of(bench.port("bob")));
        onTheWayIn(passage -> {
            if (passage.from().name().equals("alice")) passage.only(bobs);
        });
        alice.says(broadcast(alice.address()));
        assertEquals(1, bob.heard().size());
        assertEquals(0, wire.heard().size());
        bob.says(broadcast(bob.address()));
        assertEquals(1, wire.heard().size());
    }

    @Test
    void aSetOfPortsHasThosePortsAndNoOthers() {
        for (int number = 10; number < 80; number++) bench.guest("guest " + number, number);
        PortSet set = PortSet.of(List.of(bench.port("wire"), bench.port("guest 79")));
        assertTrue(set.contains(bench.port("wire")));
        assertTrue(set.contains(bench.port("guest 79")));
        assertFalse(set.contains(bench.port("guest 15")));
        assertFalse(set.contains(bench.port("guest 78")));
    }

    @Test
    void anObserverIsToldWhereAFrameCameFromUntilItIsTakenAway() {
        Origins origins = new Origins();
        bench.vswitch.observe(origins);
        alice.says(frame(alice.address(), bob.address()));
        bob.full(true);
        alice.says(frame(alice.address(), bob.address()));
        alice.says(frame(bob.address(), bob.address()));
        bench.port("wire").emit(broadcast(STRANGER));
        wire.full(true);
        bench.port("wire").emit(broadcast(STRANGER));
        bench.vswitch.unobserve(origins);
        alice.says(frame(alice.address(), STRANGER));
        assertEquals(
                List.of(
                        "carried from alice",
                        "sent alice > bob",
                        "carried from alice",
                        "dropped alice > bob",
                        "dropped alice > alice",
                        "sent nobody > wire",
                        "dropped nobody > wire"),
                origins.lines);
    }

    /** Writes down from where to where. */
    private static final class Origins implements FrameObserver {

        private final List<String> lines = new ArrayList<>();

        private static String name(@Nullable Port port) {
            return port == null ? "nobody" : port.name();
        }

        @Override
        public void received(Port at, Frame frame) {
            // Where it came from is told with what becomes of it.
        }

        @Override
        public void carried(Port from, Frame frame) {
            lines.add("carried from " + from.name());
        }

        @Override
        public void sent(Port at, Frame frame) {
            throw new AssertionError("told without its origin");
        }

        @Override
        public void sent(@Nullable Port from, Port at, Frame frame) {
            lines.add("sent " + name(from) + " > " + at.name());
        }

        @Override
        public void dropped(Port at, Frame frame, DropReason why) {
            throw new AssertionError("told without its origin");
        }

        @Override
        public void dropped(@Nullable Port from, Port at, Frame frame, DropReason why) {
            lines.add("dropped " + name(from) + " > " + at.name());
        }
    }
}
