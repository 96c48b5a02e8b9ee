package viridian.vswitch.security;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.DropReason;
import viridian.vswitch.FrameObserver;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.RecordingNic;
import viridian.vswitch.packet.Crafted;

/** A switch with port security, a guarded guest, and another guest to whom it talks. Frames are {@link Crafted}. */
final class GuardedSwitch {

    static final long SECOND = 1_000_000_000L;

    long now;
    final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("test"), () -> now);
    final RecordingNic alice = new RecordingNic(Crafted.HERE, 9014);
    final RecordingNic bob = new RecordingNic(Crafted.THERE, 9014);
    final Port guarded;
    private @Nullable DropReason dropped;

    GuardedSwitch(Guards guards) {
        guarded = vswitch.plug(PortSettings.guest("alice").with(guards), alice);
        vswitch.plug(PortSettings.guest("bob"), bob);
        vswitch.extend(new PortSecurity());
        vswitch.observe(new LastDrop());
    }

    void change(Guards guards) {
        guarded.change(guarded.settings().with(guards));
    }

    /** The guarded guest says it. Why it was dropped, or null if it was not. */
    @Nullable
    DropReason says(Frame frame) {
        dropped = null;
        alice.says(frame);
        return dropped;
    }

    private final class LastDrop implements FrameObserver {
        @Override
        public void received(Port port, Frame frame) {}

        @Override
        public void sent(Port port, Frame frame) {}

        @Override
        public void dropped(Port port, Frame frame, DropReason why) {
            dropped = why;
        }
    }
}
