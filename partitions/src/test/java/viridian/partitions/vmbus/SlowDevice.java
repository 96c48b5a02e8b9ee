package viridian.partitions.vmbus;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A device that answers when its test says so. */
final class SlowDevice implements VmbusDevice {

    private final ChannelOffer offer;
    private @Nullable VmbusChannel channel;
    private IntConsumer opening = _ -> {};
    private Runnable closing = () -> {};
    private IntConsumer sharing = _ -> {};

    SlowDevice(long instance) {
        offer = new ChannelOffer(EchoDevice.TYPE, new Guid(0, instance));
    }

    VmbusChannel channel() {
        VmbusChannel now = channel;
        if (now == null) throw new AssertionError("not open");
        return now;
    }

    void answerOpen(int status) {
        opening.accept(status);
    }

    void answerClose() {
        closing.run();
    }

    void answerShare(int status) {
        sharing.accept(status);
    }

    @Override
    public ChannelOffer offer() {
        return offer;
    }

    @Override
    public void open(VmbusChannel opened) {
        channel = opened;
    }

    @Override
    public void close(VmbusChannel closed) {
        channel = null;
    }

    @Override
    public void open(VmbusChannel opened, IntConsumer answer) {
        open(opened);
        opening = answer;
    }

    @Override
    public void close(VmbusChannel closed, Runnable answer) {
        close(closed);
        closing = answer;
    }

    @Override
    public void share(int gpadl, IntConsumer answer) {
        sharing = answer;
    }
}
