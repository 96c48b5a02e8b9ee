package viridian.vswitch.bandwidth;

import java.util.ArrayList;
import java.util.List;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** A switch on a clock the test turns, with adapters that send to a station behind the uplink as their sources say. */
final class Load {

    static final MacAddress OUTSIDE = MacAddress.parse("00-15-5D-00-00-EE");
    static final long SECOND = 1_000_000_000L;

    private static final long TICK_NANOS = SECOND / 10;

    long now;
    final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("s"), () -> now);
    private final List<Sender> senders = new ArrayList<>();
    private int guests;

    private record Sender(Guest guest, Source source, Frame frame) {}

    /** An adapter that takes everything and keeps nothing. */
    static final class Guest implements Nic {
        private final MacAddress address;
        private FrameSink port = new Deaf();

        Guest(MacAddress address) {
            this.address = address;
        }

        void send(Frame frame) {
            port.accept(frame);
            port.flush();
        }

        @Override
        public MacAddress address() {
            return address;
        }

        @Override
        public int maxFrame() {
            return 65_550;
        }

        @Override
        public void start(FrameSink receiver) {
            port = receiver;
        }

        @Override
        public boolean accept(Frame frame) {
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class Deaf implements FrameSink {
        @Override
        public boolean accept(Frame frame) {
            return false;
        }

        @Override
        public void flush() {}
    }

    Guest guest(String name, BandwidthLimits limits) {
        Guest guest = new Guest(MacAddress.of(0x0015_5D00_0000L + ++guests));
        vswitch.plug(PortSettings.guest(name).withMaxFrame(65_550).with(limits), guest);
        return guest;
    }

    Guest uplink(String name, long capacity) {
        Guest wire = new Guest(MacAddress.NONE);
        PortSettings settings = PortSettings.network(name).withMaxFrame(65_550);
        vswitch.plug(capacity == 0 ? settings : settings.with(new LinkCapacity(capacity)), wire);
        return wire;
    }

    void sends(Guest guest, Source source) {
        senders.add(new Sender(guest, source, frame(guest.address(), OUTSIDE, source.bytes())));
    }

    Port port(String name) {
        return vswitch.ports().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Frame frame(MacAddress from, MacAddress to, int bytes) {
        return FrameBuilder.frame(from, to).length(bytes).build();
    }

    /** Lets everybody send in the order of time, and the clockwork tick ten times a second. */
    void run(Bandwidth bandwidth, double seconds) {
        long end = now + (long) (seconds * SECOND);
        while (now < end) {
            bandwidth.tick(now);
            long next = now + TICK_NANOS;
            sendUntil(next);
            now = next;
        }
        bandwidth.tick(now);
    }

    private void sendUntil(long end) {
        while (true) {
            Sender first = null;
            long when = end;
            for (Sender sender : senders) {
                if (sender.source.next() >= when) continue;
                first = sender;
                when = sender.source.next();
            }
            if (first == null) return;
            now = Math.max(now, when);
            first.guest.send(first.frame);
            first.source.sent();
        }
    }
}
