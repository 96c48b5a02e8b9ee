package viridian.lab.host.worker;

import java.util.concurrent.atomic.LongAdder;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.LinkState;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.SocketNic;

/** An adapter in a worker process as the switch sees it: frames go there and come from there by a socket, and are counted. */
final class WorkerCable implements Nic, LinkState {

    private final SocketNic socket;
    private final MacAddress address;
    private final int maxFrame;
    private final LongAdder fromGuest = new LongAdder();
    private final LongAdder toGuest = new LongAdder();

    WorkerCable(SocketNic socket, MacAddress address, int maxFrame) {
        this.socket = socket;
        this.address = address;
        this.maxFrame = maxFrame;
    }

    /** Frames the guest has sent. */
    long fromGuest() {
        return fromGuest.sum();
    }

    /** Frames that were sent to the guest. */
    long toGuest() {
        return toGuest.sum();
    }

    @Override
    public boolean isUp() {
        return socket.isUp();
    }

    @Override
    public MacAddress address() {
        return address;
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    @Override
    public void start(FrameSink receiver) {
        socket.start(new FrameSink() {
            @Override
            public boolean accept(Frame frame) {
                fromGuest.increment();
                return receiver.accept(frame);
            }

            @Override
            public void flush() {
                receiver.flush();
            }
        });
    }

    @Override
    public boolean accept(Frame frame) {
        if (frame.length() > maxFrame || !socket.accept(frame)) return false;
        toGuest.increment();
        return true;
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public void close() {
        socket.close();
    }
}
