package viridian.tools.live;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import viridian.offload.task.FinishingNic;
import viridian.tools.attach.SocketPlace;
import viridian.vswitch.nic.SocketNic;

/** Another process at a socket as the lone switch plugs it in: what it is sent is finished before. */
public final class SocketPort extends FinishedNic {

    private final SocketNic socket;
    private final boolean listens;

    SocketPort(SocketPlace place) throws IOException {
        this(place.open(), place.listens());
    }

    private SocketPort(SocketNic socket, boolean listens) {
        super(FinishingNic.outgoing(socket));
        this.socket = socket;
        this.listens = listens;
    }

    /** Where the peer is met: a path, or host and port. */
    public String place() {
        return socket.place();
    }

    /** Whether this side waits to be connected to. */
    public boolean listens() {
        return listens;
    }

    /** What came with a length, but was too short for a frame. */
    public long damagedFrames() {
        return socket.damagedFrames();
    }

    @Override
    public String farEnd() {
        return "socket " + place();
    }

    @Override
    public @Nullable String failure() {
        return socket.failure();
    }

    @Override
    public String remedy() {
        return listens ? "who connects next is its peer" : "it is connected again as soon as somebody listens there";
    }

    /** Whether a peer is there. */
    @Override
    public boolean isUp() {
        return socket.isUp();
    }
}
