package viridian.tools.bench.adapters;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import viridian.partitions.Hypervisor;
import viridian.partitions.ProcessorThread;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/**
 * From one guest to another, through a switch. Three processors have work: the sender's, the root's, where devices and switch
 * run, and the receiver's.
 */
final class GuestRoad implements Road {

    private static final MacAddress SENDER = MacAddress.parse("00-15-5D-00-00-01");
    private static final MacAddress RECEIVER = MacAddress.parse("00-15-5D-00-00-02");

    /** As Linux names them, 15 characters at most. */
    private static final Set<String> PROCESSORS = Set.of("root/vp0", "sender/vp0", "receiver/vp0");

    private final Hypervisor hypervisor = new Hypervisor(ProcessorThread::new);
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("bench"), System::nanoTime);
    private final Guest sender;
    private final Guest receiver;
    private final Stream stream;

    /** How a guest with an adapter in the switch is made. */
    interface Builder {
        Guest build(Hypervisor hypervisor, VirtualSwitch vswitch, String name, MacAddress address);
    }

    /**
     * Two guests, and what they exchange.
     *
     * @param builder makes both
     * @param frames makes what is sent, of sender and receiver
     * @param headerBytes see {@link Stream}
     * @param window bytes under way, at most
     */
    GuestRoad(Builder builder, BiFunction<MacAddress, MacAddress, Frame> frames, int headerBytes, long window) {
        sender = builder.build(hypervisor, vswitch, "sender", SENDER);
        receiver = builder.build(hypervisor, vswitch, "receiver", RECEIVER);
        Frame frame = frames.apply(SENDER, RECEIVER);
        stream = new Stream(sender.partition().processor(0), sender.driver(), frame, headerBytes, window);
        start(receiver, stream);
        start(sender, new Unheard());
    }

    private static void start(Guest guest, FrameSink sink) {
        CompletableFuture.runAsync(
                        () -> guest.driver().start(sink), guest.partition().processor(0))
                .join();
    }

    /** What the sender hears: nobody says anything to it. */
    private static final class Unheard implements FrameSink {
        @Override
        public boolean accept(Frame frame) {
            return true;
        }

        @Override
        public void flush() {}
    }

    @Override
    public void carry(int frames) {
        stream.carry(frames);
    }

    @Override
    public long lone() {
        return stream.lone();
    }

    @Override
    public Cost cost() {
        Cost both = sender.cost().plus(receiver.cost());
        return both.plus(new Cost(0, 0, 0, 0, ContextSwitches.of(PROCESSORS)));
    }

    @Override
    public long nanosElsewhere() {
        return sender.nanosElsewhere() + receiver.nanosElsewhere();
    }

    @Override
    public void close() {
        hypervisor.close();
        vswitch.close();
        sender.close();
        receiver.close();
    }
}
