package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.putU8;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * The second half of an adapter's beginning: RNDIS, and the questions Linux asks before it uses an adapter, in its order.
 */
final class RndisSetup {

    private static final int CONNECTED = 0;
    private static final int OFFLOAD_OBJECT = 0xA7;
    private static final int OFFLOAD_PARAMETERS = 0x80;
    private static final int RECEIVE_SCALE_OBJECT = 0x88;

    private final ToHost toHost;
    private final RndisRequests requests;
    private final NvspVersion version;
    private final Consumer<Found> done;
    private final Consumer<String> failed;

    private int mtu;
    private MacAddress address = MacAddress.NONE;
    private boolean isLinked;

    /** What the questions brought to light: the longest frame in bytes, the adapter's address, whether its cable is in. */
    record Found(int mtu, MacAddress address, boolean isLinked) {}

    RndisSetup(ToHost toHost, RndisRequests requests, Terms terms, Consumer<Found> done, Consumer<String> failed) {
        this.toHost = toHost;
        this.requests = requests;
        this.version = terms.version();
        this.mtu = terms.mtu();
        this.done = done;
        this.failed = failed;
    }

    void begin() {
        requests.initialize(this::initialized);
    }

    private void initialized(int maxPackets) {
        if (maxPackets <= 0) {
            failed.accept("the host does not begin RNDIS");
            return;
        }
        toHost.packMessages(maxPackets);
        requests.query(RndisOid.MAXIMUM_FRAME_SIZE, RndisMessage.NOTHING, 4, this::frameSize);
    }

    private void frameSize(@Nullable MemorySegment value) {
        if (value != null) mtu = Math.clamp((long) i32(value, 0) + Frame.HEADER_BYTES, Frame.HEADER_BYTES, mtu);
        requests.query(RndisOid.PERMANENT_ADDRESS, RndisMessage.NOTHING, 6, this::address);
    }

    private void address(@Nullable MemorySegment value) {
        if (value == null) {
            failed.accept("the host does not say the adapter's address");
            return;
        }
        address = MacAddress.of(BigEndian.u48(value, 0));
        requests.query(RndisOid.OFFLOAD_HARDWARE_CAPABILITIES, offloadsAsked(), 4, this::offloads);
    }

    /** The newest object we read, by its header. */
    private MemorySegment offloadsAsked() {
        if (version.isAtLeast(NvspVersion.V5)) return object(OFFLOAD_OBJECT, 3, 156, 4);
        return version == NvspVersion.V4 ? object(OFFLOAD_OBJECT, 2, 144, 4) : object(OFFLOAD_OBJECT, 1, 112, 4);
    }

    private void offloads(@Nullable MemorySegment value) {
        if (value == null) {
            failed.accept("the host does not say what the adapter can do");
            return;
        }
        // No change of anything: what the host cannot do needs not be switched off.
        int bytes = version.isAtLeast(NvspVersion.V5) ? 28 : 22;
        requests.set(RndisOid.OFFLOAD_PARAMETERS, object(OFFLOAD_PARAMETERS, 3, bytes, bytes), this::offloadsSet);
    }

    private void offloadsSet(boolean isTaken) {
        if (isTaken) requests.query(RndisOid.MEDIA_CONNECT_STATUS, RndisMessage.NOTHING, 4, this::link);
        else failed.accept("the host does not take the offload parameters");
    }

    private void link(@Nullable MemorySegment value) {
        isLinked = value != null && i32(value, 0) == CONNECTED;
        if (version.isAtLeast(NvspVersion.V5)) {
            requests.query(RndisOid.LINK_SPEED, RndisMessage.NOTHING, 4, _ -> askForQueues());
        } else {
            finish();
        }
    }

    /** More than one channel is not used here, but the question is part of the order. */
    private void askForQueues() {
        MemorySegment asked = object(RECEIVE_SCALE_OBJECT, 2, 18, 4);
        requests.query(RndisOid.RECEIVE_SCALE_CAPABILITIES, asked, 0, _ -> finish());
    }

    private void finish() {
        done.accept(new Found(mtu, address, isLinked));
    }

    /** An NDIS object header, and zeros up to a length. */
    private static MemorySegment object(int type, int revision, int size, int length) {
        MemorySegment object = MemorySegment.ofArray(new byte[length]);
        putU8(object, 0, type);
        putU8(object, 1, revision);
        putU16(object, 2, size);
        return object;
    }
}
