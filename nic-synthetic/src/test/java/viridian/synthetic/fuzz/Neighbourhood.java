package viridian.synthetic.fuzz;

import java.util.List;
import viridian.synthetic.Bench;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Station;

/**
 * A switch with two guests that keep to the rules, and a port for one that does not. What the two hear must be frames of
 * that port's guest, and each other they must always hear.
 */
final class Neighbourhood {

    /** The address of the guest that does not. */
    static final MacAddress HOSTILE = Bench.address(13);

    private final Bench bench = new Bench();
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("fuzzed"), System::nanoTime);
    private final Station alice = station(1);
    private final Station bob = station(2);
    private int frames;

    private Station station(int number) {
        NetVsp host = new NetVsp(Bench.address(number), NetVsp.PLAIN_FRAME);
        vswitch.plug(PortSettings.guest("guest " + number), host);
        Station station = new Station(bench.running(host, viridian.synthetic.guest.NetVscSettings.SMALL)
                .driver());
        bench.settle();
        return station;
    }

    /** Gives the hostile guest's adapter its port. */
    Port plug(NetVsp hostile) {
        return vswitch.plug(PortSettings.guest("hostile").withMaxFrame(hostile.maxFrame()), hostile);
    }

    /** Sends the hostile guest a frame of some length, to itself or to everybody. */
    void bother(boolean toAll, int length) {
        MacAddress to = toAll ? MacAddress.of(Frame.BROADCAST) : HOSTILE;
        alice.says(FrameBuilder.frame(alice.address(), to).length(length).build());
        bench.settle();
    }

    /** What was heard of the hostile guest is frames as they may be; then the two hear each other. */
    void assertSound() {
        bench.settle();
        assertFrames(alice.takeHeard());
        assertFrames(bob.takeHeard());
        Frame frame = FrameBuilder.frame(alice.address(), bob.address())
                .length(60 + frames++ % 1000)
                .build();
        check(alice.says(frame), "alice cannot send");
        bench.settle();
        List<Frame> heard = bob.takeHeard();
        check(heard.size() == 1 && heard.getFirst().length() == frame.length(), "bob does not hear alice");
    }

    private static void assertFrames(List<Frame> heard) {
        for (Frame frame : heard) {
            if (frame.source() == Bench.address(1).bits()) continue; // what alice says to all
            check(frame.source() == HOSTILE.bits(), "a frame of nobody");
            check(
                    frame.length() >= Frame.HEADER_BYTES && frame.wireLength() <= NetVsp.PLAIN_FRAME,
                    frame.length() + " bytes");
            check(frame.tag() == Frame.UNTAGGED, "a tag on an untagged port");
        }
    }

    static void check(boolean isSo, String what) {
        if (!isSo) throw new AssertionError(what);
    }
}
