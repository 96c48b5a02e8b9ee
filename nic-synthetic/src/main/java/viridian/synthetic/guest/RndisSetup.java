package viridian.synthetic.guest;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rss.RssCapabilities;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * The second half of an adapter's beginning: RNDIS, and the questions Linux asks before it uses an adapter, in its order.
 */
final class RndisSetup {

    private static final int CONNECTED = 0;
    private static final int SPEED_UNIT = 100;

    /** The longest message the driver takes: what Linux says, and what its first drivers said. */
    private static final int MAX_TRANSFER_BYTES = 0x4000;

    private static final int FIRST_MAX_TRANSFER_BYTES = 2048;

    private final RndisRequests requests;
    private final NvspVersion version;
    private final NetVscSettings settings;
    private final Consumer<Found> done;
    private final Consumer<String> failed;

    private int mtu;
    private int maxPackets;
    private MacAddress address = MacAddress.NONE;
    private NdisOffload offered = NdisOffload.NOTHING;
    private boolean isLinked;
    private long bitsPerSecond;

    /**
     * What the questions brought to light.
     *
     * @param mtu the longest frame in bytes
     * @param maxPackets frames the host takes in one packet
     * @param offered the work the host can do
     * @param offloads the part of it that it was asked to do
     * @param bitsPerSecond of the link; 0 if the host does not say
     * @param queues channels the host can spread frames over; 1 if it does not say
     */
    record Found(
            int mtu,
            int maxPackets,
            MacAddress address,
            NdisOffload offered,
            SendOffloads offloads,
            boolean isLinked,
            long bitsPerSecond,
            int queues) {}

    RndisSetup(
            RndisRequests requests,
            Terms terms,
            NetVscSettings settings,
            Consumer<Found> done,
            Consumer<String> failed) {
        this.requests = requests;
        this.version = terms.version();
        this.settings = settings;
        this.mtu = terms.mtu();
        this.done = done;
        this.failed = failed;
    }

    void begin() {
        boolean isFirst = settings.isOfFirstDrivers();
        requests.initialize(isFirst ? FIRST_MAX_TRANSFER_BYTES : MAX_TRANSFER_BYTES, this::initialized);
    }

    private void initialized(int maxPackets) {
        if (maxPackets <= 0) {
            failed.accept("the host does not begin RNDIS");
            return;
        }
        this.maxPackets = maxPackets;
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
        // The first drivers knew of no offloads, and did not ask.
        if (settings.isOfFirstDrivers()) askForLink();
        else requests.query(RndisOid.OFFLOAD_HARDWARE_CAPABILITIES, offloadsAsked(), 4, this::offloads);
    }

    /** The newest object we read, by its header, as long as the object itself. */
    private MemorySegment offloadsAsked() {
        int revision = version.isAtLeast(NvspVersion.V5) ? 3 : version == NvspVersion.V4 ? 2 : 1;
        return NdisOffload.NOTHING.bytes(revision);
    }

    private void offloads(@Nullable MemorySegment value) {
        NdisOffload object = value == null ? null : NdisOffload.read(value);
        if (object == null) {
            failed.accept("the host does not say what the adapter can do");
            return;
        }
        if (settings.offloads()) offered = object;
        // What the host cannot do needs not be switched off.
        MemorySegment wanted = SendOffloads.wanted(offered).bytes(!version.isAtLeast(NvspVersion.V5));
        requests.set(RndisOid.OFFLOAD_PARAMETERS, wanted, this::offloadsSet);
    }

    private void offloadsSet(boolean isTaken) {
        if (isTaken) askForLink();
        else failed.accept("the host does not take the offload parameters");
    }

    private void askForLink() {
        requests.query(RndisOid.MEDIA_CONNECT_STATUS, RndisMessage.NOTHING, 4, this::link);
    }

    private void link(@Nullable MemorySegment value) {
        isLinked = value != null && i32(value, 0) == CONNECTED;
        if (version.isAtLeast(NvspVersion.V5)) {
            requests.query(RndisOid.LINK_SPEED, RndisMessage.NOTHING, 4, this::speed);
        } else {
            finish(1);
        }
    }

    private void speed(@Nullable MemorySegment value) {
        bitsPerSecond = value == null ? 0 : u32(value, 0) * SPEED_UNIT;
        MemorySegment asked = new RssCapabilities(0, 0, 0, 0).bytes();
        requests.query(RndisOid.RECEIVE_SCALE_CAPABILITIES, asked, 0, this::queues);
    }

    private void queues(@Nullable MemorySegment value) {
        RssCapabilities capabilities = value == null ? null : RssCapabilities.read(value);
        finish(capabilities == null ? 1 : Math.max(1, capabilities.queues()));
    }

    private void finish(int queues) {
        SendOffloads offloads = SendOffloads.of(offered, offered);
        done.accept(new Found(mtu, maxPackets, address, offered, offloads, isLinked, bitsPerSecond, queues));
    }
}
