package viridian.vswitch.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.mirror.Scene.STRANGER;
import static viridian.vswitch.mirror.Scene.heard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import viridian.vswitch.DropReason;
import viridian.vswitch.PortSettings;
import viridian.vswitch.PortState;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

class MirrorsTest {

    private final Scene scene = new Scene();
    private final Mirrors mirrors = scene.mirrors;
    private final RecordingNic watcher = scene.watcher;

    @Test
    void whatComesInAtASourceIsCopiedAsItWasReceived() {
        mirrors.set(watching("alice").withDirection(MirrorDirection.INGRESS));
        Frame frame = frame(scene.alice, scene.bob).build();
        scene.alice.says(frame);
        scene.bob.says(frame(scene.bob, scene.alice).build());
        assertEquals(List.of(frame.toString()), heard(watcher));
        assertEquals(1, scene.bob.heard().size());
    }

    @Test
    void whatLeavesBySourceIsCopiedAsItWasSent() {
        mirrors.set(watching("trunk").withDirection(MirrorDirection.EGRESS));
        scene.carol.says(frame(scene.carol, STRANGER).build());
        Frame sent = frame(scene.carol, STRANGER).vlan(10).build();
        assertEquals(List.of(sent.toString()), heard(watcher));
        scene.trunk.says(
                FrameBuilder.frame(STRANGER, scene.carol.address()).vlan(10).build());
        assertEquals(List.of(), heard(watcher));
    }

    @Test
    void aFrameBetweenTwoSourcesIsCopiedOnceAsItWasReceived() {
        mirrors.set(watching("carol", "trunk"));
        Frame out = frame(scene.carol, STRANGER).build();
        scene.carol.says(out);
        assertEquals(List.of(out.toString()), heard(watcher));
        Frame in = FrameBuilder.frame(STRANGER, scene.carol.address()).vlan(10).build();
        scene.trunk.says(in);
        assertEquals(List.of(in.toString()), heard(watcher));
    }

    @Test
    void aFrameThatLeavesBySeveralSourcesIsCopiedForEach() {
        mirrors.set(watching("alice", "bob"));
        scene.wire.says(FrameBuilder.broadcast(STRANGER).build());
        assertEquals(2, heard(watcher).size());
    }

    @Test
    void eachSessionMakesItsOwnCopy() {
        mirrors.set(watching("alice"));
        mirrors.set(MirrorSession.of("second", Set.of("alice"), "other"));
        mirrors.set(MirrorSession.of("third", Set.of("bob"), "watcher"));
        scene.alice.says(frame(scene.alice, scene.bob).build());
        assertEquals(2, heard(watcher).size());
        assertEquals(1, heard(scene.other).size());
        assertEquals(
                List.of(1L, 1L, 1L),
                mirrors.sessions().stream().map(MirrorStatus::copies).toList());
    }

    @Test
    void aVlanIsWatchedWhereverItsFramesComeInAndNowhereElse() {
        mirrors.set(MirrorSession.ofVlans("ten", VlanSet.of(10), "watcher"));
        scene.carol.says(frame(scene.carol, scene.dave).build());
        scene.trunk.says(FrameBuilder.broadcast(STRANGER).vlan(10).build());
        assertEquals(2, heard(watcher).size());
        scene.trunk.says(FrameBuilder.broadcast(STRANGER).vlan(20).build());
        scene.alice.says(FrameBuilder.broadcast(scene.alice.address()).build());
        assertEquals(List.of(), heard(watcher));
    }

    @Test
    void aVlanWatchedInBothDirectionsGivesOneCopyOfEachFrame() {
        mirrors.set(MirrorSession.ofVlans("ten", VlanSet.of(10), "watcher").withDirection(MirrorDirection.BOTH));
        scene.carol.says(FrameBuilder.broadcast(scene.carol.address()).build());
        assertEquals(1, heard(watcher).size());
    }

    @Test
    void refusedFramesAreCopiedOnlyWhenAsked() {
        scene.bob.full(true);
        mirrors.set(watching("alice", "bob"));
        Frame forged = FrameBuilder.frame(STRANGER, scene.bob.address()).build();
        scene.alice.says(forged);
        scene.wire.says(FrameBuilder.frame(STRANGER, scene.bob.address()).build());
        assertEquals(List.of(), heard(watcher));

        mirrors.set(watching("alice", "bob").withAlsoDropped(true));
        scene.alice.says(forged);
        assertEquals(List.of(forged.toString()), heard(watcher));
        scene.wire.says(FrameBuilder.frame(STRANGER, scene.bob.address()).build());
        assertEquals(1, heard(watcher).size());
        scene.alice.says(frame(scene.alice, scene.bob).build());
        assertEquals(1, heard(watcher).size(), "came in at alice: copied there, and not again where bob had no room");
    }

    @Test
    void aFrameNobodyWasThereForIsARefusedOne() {
        mirrors.set(watching("alice"));
        scene.alice.says(FrameBuilder.frame(scene.alice.address(), MacAddress.parse("01-80-C2-00-00-00"))
                .build());
        assertEquals(List.of(), heard(watcher));
    }

    @Test
    void whatTheSwitchItselfSendsIsCopied() {
        mirrors.set(watching("wire"));
        Frame hello = FrameBuilder.frame(scene.alice.address(), MacAddress.parse("01-80-C2-00-00-00"))
                .build();
        scene.port("wire").emit(hello);
        assertEquals(List.of(hello.toString()), heard(watcher));
        assertTrue(watcher.flushes() > 0);
    }

    @Test
    void aCopyIsCutToTheSnapLengthAndTheFrameIsNot() {
        mirrors.set(watching("alice").withSnapLength(64));
        scene.alice.says(frame(scene.alice, scene.bob).length(1000).build());
        scene.alice.says(frame(scene.alice, scene.bob).length(60).build());
        assertEquals(
                List.of(64, 60), watcher.heard().stream().map(Frame::length).toList());
        assertEquals(
                List.of(1000, 60), scene.bob.heard().stream().map(Frame::length).toList());
    }

    @Test
    void onlyWhatTheFilterMeansIsCopied() {
        mirrors.set(watching("carol", "trunk").withFilter(FrameFilter.parse("vlan 10 and broadcast")));
        scene.carol.says(frame(scene.carol, scene.dave).build());
        assertEquals(List.of(), heard(watcher));
        scene.carol.says(FrameBuilder.broadcast(scene.carol.address()).build());
        assertEquals(1, heard(watcher).size());
    }

    @Test
    void theDestinationHearsNothingButCopies() {
        mirrors.set(watching("alice"));
        scene.wire.says(FrameBuilder.broadcast(STRANGER).build());
        assertEquals(1, heard(watcher).size()); // as alice was sent it
        scene.bob.says(frame(scene.bob, Scene.address(99)).build());
        scene.bob.says(FrameBuilder.broadcast(scene.bob.address()).build());
        assertEquals(1, heard(watcher).size());
    }

    @Test
    void whatTheDestinationSendsIsDroppedAndTeachesNothing() {
        mirrors.set(watching("alice"));
        watcher.says(FrameBuilder.broadcast(STRANGER).build());
        assertEquals(List.of(), heard(scene.alice));
        assertEquals(1, scene.port("watcher").counters().droppedIncoming().frames(DropReason.NOT_ACCEPTED));
        assertTrue(scene.vswitch.macs().entries().stream()
                .noneMatch(entry -> entry.address().equals(STRANGER)));
    }

    @Test
    void whatTheDestinationSendsIsCarriedIfAllowedAndTeachesNothing() {
        mirrors.set(watching("alice").withDestinationSends(true));
        watcher.says(FrameBuilder.frame(STRANGER, scene.bob.address()).build());
        assertEquals(1, heard(scene.bob).size());
        assertTrue(scene.vswitch.macs().entries().stream()
                .noneMatch(entry -> entry.address().equals(STRANGER)));
        scene.bob.says(frame(scene.bob, STRANGER).build());
        assertEquals(List.of(), heard(watcher));
    }

    @Test
    void aDestinationWithoutASessionIsAnOrdinaryPortAgain() {
        mirrors.set(watching("alice"));
        mirrors.set(MirrorSession.of("second", Set.of("bob"), "watcher"));
        mirrors.remove("first");
        assertEquals(PortState.MONITOR, scene.port("watcher").state());
        mirrors.remove("second");
        assertEquals(PortState.FORWARDING, scene.port("watcher").state());
        scene.alice.says(FrameBuilder.broadcast(scene.alice.address()).build());
        assertEquals(1, heard(watcher).size());
    }

    @Test
    void aSessionSetAgainIsReplacedAndItsOldDestinationSetFree() {
        mirrors.set(watching("alice"));
        scene.alice.says(frame(scene.alice, scene.bob).build());
        mirrors.set(MirrorSession.of("first", Set.of("bob"), "other"));
        assertEquals(PortState.FORWARDING, scene.port("watcher").state());
        assertEquals(PortState.MONITOR, scene.port("other").state());
        assertEquals(1, mirrors.sessions().size());
        assertEquals(1, mirrors.sessions().getFirst().copies());
    }

    @Test
    void aSessionGoesWithItsLastSourceAndWithItsDestination() {
        List<SwitchEvent> events = new ArrayList<>();
        scene.vswitch.events().listen(event -> {
            if (event instanceof MirrorEnded) events.add(event);
        });
        mirrors.set(watching("alice", "bob"));
        mirrors.set(MirrorSession.of("second", Set.of("wire"), "other"));
        scene.port("alice").unplug();
        assertEquals(Set.of("bob"), mirrors.sessions().getFirst().session().ports());
        scene.port("bob").unplug();
        scene.port("other").unplug();
        assertEquals(List.of(), mirrors.sessions());
        assertEquals(PortState.FORWARDING, scene.port("watcher").state());
        assertEquals(
                List.of(
                        "mirror session first goes on without port alice",
                        "mirror session first ended with port bob",
                        "mirror session second ended with port other"),
                events.stream().map(SwitchEvent::sentence).toList());
    }

    @Test
    void aPortPluggedInUnderAnOldNameIsNotWatched() {
        mirrors.set(watching("alice"));
        scene.port("alice").unplug();
        RecordingNic again = scene.plug(PortSettings.guest("alice"), 1);
        again.says(frame(again, scene.bob).build());
        assertEquals(List.of(), heard(watcher));
    }

    @Test
    void aPortsNewVlanIsWatchedAtOnce() {
        mirrors.set(MirrorSession.ofVlans("ten", VlanSet.of(10), "watcher"));
        scene.port("alice").change(PortSettings.guest("alice").withVlan(new VlanMode.Access(10)));
        RecordingNic late = scene.plug(PortSettings.guest("late").withVlan(new VlanMode.Access(10)), 9);
        scene.alice.says(FrameBuilder.broadcast(scene.alice.address()).build());
        late.says(FrameBuilder.broadcast(late.address()).build());
        assertEquals(2, heard(watcher).size());
    }

    @Test
    void aPrivateVlansFrameIsCopiedOnce() {
        RecordingNic lonely = scene.plug(PortSettings.guest("lonely").withVlan(new VlanMode.Isolated(30, 31)), 7);
        RecordingNic router =
                scene.plug(PortSettings.guest("router").withVlan(new VlanMode.Promiscuous(30, VlanSet.of(31))), 8);
        mirrors.set(
                MirrorSession.ofVlans("secondary", VlanSet.of(31), "watcher").withDirection(MirrorDirection.BOTH));
        lonely.says(FrameBuilder.frame(lonely.address(), router.address()).build());
        assertEquals(1, heard(watcher).size());
        assertEquals(1, router.heard().size());
    }

    @Test
    void aRehearsalSaysWhatWouldBeCopiedAndCopiesNothing() {
        mirrors.set(watching("alice", "bob").withSnapLength(64));
        Frame frame = frame(scene.wire, scene.bob.address()).build();
        String story = scene.vswitch.rehearse(scene.port("wire"), frame).toString();
        assertTrue(
                story.contains("mirror session first copies it to watcher as it is sent, 64 bytes of it at most"),
                story);
        assertEquals(List.of(), heard(watcher));
    }

    @Test
    void wrongSessionsAreRefusedWithASentenceAndChangeNothing() {
        mirrors.set(watching("alice"));
        refused(
                "mirror session 2 cannot watch watcher: copies leave there, and a copy is not copied",
                () -> mirrors.set(MirrorSession.of("2", Set.of("watcher"), "other")));
        refused(
                "mirror session first cannot watch alice: copies leave there, and a copy is not copied",
                () -> mirrors.set(MirrorSession.of("2", Set.of("bob"), "alice")));
        refused(
                "mirror session 2: s has no port nobody",
                () -> mirrors.set(MirrorSession.of("2", Set.of("nobody"), "other")));
        refused("mirror session 2 cannot copy bob to itself", () -> MirrorSession.of("2", Set.of("bob"), "bob"));
        refused("mirror session 2 needs a source: a port or a VLAN", () -> MirrorSession.of("2", Set.of(), "other"));
        refused(
                "mirror session first has to copy 14 bytes of each frame at least, not 13",
                () -> watching("alice").withSnapLength(13));
        refused("s has no mirror session 2", () -> mirrors.remove("2"));
        assertEquals(1, mirrors.sessions().size());
        assertEquals(PortState.FORWARDING, scene.port("other").state());
    }

    private static void refused(String sentence, Runnable wrong) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
    }

    private static MirrorSession watching(String... ports) {
        return MirrorSession.of("first", Set.of(ports), "watcher");
    }

    private static FrameBuilder frame(RecordingNic from, RecordingNic to) {
        return frame(from, to.address());
    }

    private static FrameBuilder frame(RecordingNic from, MacAddress to) {
        MacAddress source = from.address().equals(MacAddress.NONE) ? STRANGER : from.address();
        return FrameBuilder.frame(source, to);
    }
}
