package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.putU8;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import viridian.synthetic.ndis.NdisObject;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.ndis.OffloadEncapsulation;
import viridian.synthetic.ndis.OffloadParameters;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisStatus;
import viridian.synthetic.rss.RssCapabilities;
import viridian.synthetic.rss.RssParameters;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/** The table of a synthetic adapter's objects, as its guest queries and sets them (NDIS object identifiers). */
final class AdapterObjects {

    private static final int VENDOR = 0x155D;
    private static final int DRIVER_VERSION = 0x0100;
    private static final int BUFFER_SPACE = 262_144;
    private static final int CONNECTED = 0;
    private static final int DISCONNECTED = 1;
    private static final int ADDRESS_BYTES = 6;

    /** Look-ahead is copied, sends never pend, no loopback, 802.1p priority, 802.1Q VLAN. */
    private static final int MAC_OPTIONS = 0x01 | 0x04 | 0x08 | 0x40 | 0x200;

    /** What a guest's driver may know of, whichever NDIS it is written for. */
    private static final List<Integer> COMMON = List.of(
            RndisOid.SUPPORTED_LIST,
            RndisOid.HARDWARE_STATUS,
            RndisOid.MEDIA_SUPPORTED,
            RndisOid.MEDIA_IN_USE,
            RndisOid.MAXIMUM_LOOKAHEAD,
            RndisOid.MAXIMUM_FRAME_SIZE,
            RndisOid.LINK_SPEED,
            RndisOid.TRANSMIT_BUFFER_SPACE,
            RndisOid.RECEIVE_BUFFER_SPACE,
            RndisOid.TRANSMIT_BLOCK_SIZE,
            RndisOid.RECEIVE_BLOCK_SIZE,
            RndisOid.VENDOR_ID,
            RndisOid.VENDOR_DESCRIPTION,
            RndisOid.CURRENT_PACKET_FILTER,
            RndisOid.CURRENT_LOOKAHEAD,
            RndisOid.DRIVER_VERSION,
            RndisOid.MAXIMUM_TOTAL_SIZE,
            RndisOid.PROTOCOL_OPTIONS,
            RndisOid.MAC_OPTIONS,
            RndisOid.MEDIA_CONNECT_STATUS,
            RndisOid.MAXIMUM_SEND_PACKETS,
            RndisOid.VENDOR_DRIVER_VERSION,
            RndisOid.NETWORK_LAYER_ADDRESSES,
            RndisOid.CONFIG_PARAMETER,
            RndisOid.TRANSMIT_OK,
            RndisOid.RECEIVE_OK,
            RndisOid.TRANSMIT_ERROR,
            RndisOid.RECEIVE_ERROR,
            RndisOid.RECEIVE_NO_BUFFER,
            RndisOid.FRIENDLY_NAME,
            RndisOid.PERMANENT_ADDRESS,
            RndisOid.CURRENT_ADDRESS,
            RndisOid.MULTICAST_LIST,
            RndisOid.MAXIMUM_LIST_SIZE,
            RndisOid.RECEIVE_ERROR_ALIGNMENT,
            RndisOid.TRANSMIT_ONE_COLLISION,
            RndisOid.TRANSMIT_MORE_COLLISIONS);

    /** What came with NDIS 6.0. */
    private static final List<Integer> SINCE_6 = List.of(
            RndisOid.MAX_LINK_SPEED,
            RndisOid.LINK_STATE,
            RndisOid.BYTES_RECEIVED,
            RndisOid.BYTES_TRANSMITTED,
            RndisOid.OFFLOAD_ENCAPSULATION,
            RndisOid.OFFLOAD_CURRENT_CONFIG,
            RndisOid.OFFLOAD_PARAMETERS,
            RndisOid.OFFLOAD_HARDWARE_CAPABILITIES);

    /** What came with NDIS 6.30. */
    private static final List<Integer> SINCE_6_30 =
            List.of(RndisOid.RECEIVE_SCALE_CAPABILITIES, RndisOid.RECEIVE_SCALE_PARAMETERS);

    private static final int RSS_FLAGS = RssCapabilities.TOEPLITZ
            | RssCapabilities.TCP_IPV4
            | RssCapabilities.TCP_IPV6
            | RssCapabilities.UDP_IPV4
            | RssCapabilities.UDP_IPV6;

    private final NetVsp adapter;
    private final Agreement agreed;
    private final int mtu;
    private final PacketFilter filter;
    private final TaskOffloads offloads;
    private final IntSupplier channels;
    private volatile @Nullable RssParameters rss;
    private volatile @Nullable Spreading spreading;

    /**
     * The objects of one adapter.
     *
     * @param channels how many frames can be spread over now
     */
    AdapterObjects(NetVsp adapter, Agreement agreed, PacketFilter filter, TaskOffloads offloads, IntSupplier channels) {
        this.adapter = adapter;
        this.agreed = agreed;
        this.mtu = agreed.mtu();
        this.filter = filter;
        this.offloads = offloads;
        this.channels = channels;
    }

    /** How frames are spread over the guest's channels, null if they all go by the first. */
    @Nullable
    Spreading spreading() {
        return spreading;
    }

    /** What the guest has set about spreading, null before it did. */
    @Nullable
    RssParameters rss() {
        return rss;
    }

    /** Spreads frames as the guest wishes. */
    void spread(RssParameters parameters) {
        rss = parameters;
        spreading = parameters.isOn() ? new Spreading(parameters) : null;
    }

    /** Whether setting this object may change what the adapter does for its guest. */
    boolean changesOffloads(int oid) {
        return oid == RndisOid.OFFLOAD_PARAMETERS || oid == RndisOid.OFFLOAD_ENCAPSULATION;
    }

    /** What the adapter does for its guest now, as it is indicated. */
    MemorySegment currentOffloads() {
        return offloads.current().bytes(offloads.revision());
    }

    /**
     * An object's value.
     *
     * @param info what came with the question
     * @return null if there is no such object here
     */
    @Nullable
    MemorySegment query(int oid, MemorySegment info) {
        return switch (oid) {
            case RndisOid.SUPPORTED_LIST -> supported();
            case RndisOid.HARDWARE_STATUS,
                    RndisOid.MEDIA_SUPPORTED,
                    RndisOid.MEDIA_IN_USE,
                    RndisOid.PROTOCOL_OPTIONS,
                    RndisOid.TRANSMIT_ERROR,
                    RndisOid.RECEIVE_ERROR,
                    RndisOid.RECEIVE_ERROR_ALIGNMENT,
                    RndisOid.TRANSMIT_ONE_COLLISION,
                    RndisOid.TRANSMIT_MORE_COLLISIONS -> word(0);
            case RndisOid.MAXIMUM_LOOKAHEAD, RndisOid.MAXIMUM_FRAME_SIZE, RndisOid.CURRENT_LOOKAHEAD ->
                word(mtu - Frame.HEADER_BYTES);
            case RndisOid.TRANSMIT_BLOCK_SIZE, RndisOid.RECEIVE_BLOCK_SIZE, RndisOid.MAXIMUM_TOTAL_SIZE -> word(mtu);
            case RndisOid.TRANSMIT_BUFFER_SPACE, RndisOid.RECEIVE_BUFFER_SPACE -> word(BUFFER_SPACE);
            case RndisOid.LINK_SPEED -> word(News.inUnits(adapter.bitsPerSecond()));
            case RndisOid.MAX_LINK_SPEED -> maxLinkSpeed();
            case RndisOid.LINK_STATE -> linkState();
            case RndisOid.MEDIA_CONNECT_STATUS -> word(adapter.isLinked() ? CONNECTED : DISCONNECTED);
            case RndisOid.CURRENT_PACKET_FILTER -> word(filter.wanted());
            case RndisOid.MAC_OPTIONS -> word(MAC_OPTIONS);
            case RndisOid.MAXIMUM_SEND_PACKETS -> word(-1);
            case RndisOid.MAXIMUM_LIST_SIZE -> word(PacketFilter.LIST_LIMIT);
            case RndisOid.VENDOR_ID -> word(VENDOR);
            case RndisOid.VENDOR_DESCRIPTION -> text("Viridian Lab network adapter");
            case RndisOid.DRIVER_VERSION, RndisOid.VENDOR_DRIVER_VERSION -> halfWord(DRIVER_VERSION);
            case RndisOid.FRIENDLY_NAME -> friendlyName();
            case RndisOid.PERMANENT_ADDRESS, RndisOid.CURRENT_ADDRESS -> addressBytes();
            case RndisOid.OFFLOAD_CURRENT_CONFIG -> offloads.current().bytes(revision(info));
            case RndisOid.OFFLOAD_HARDWARE_CAPABILITIES -> offloads.supported().bytes(revision(info));
            case RndisOid.OFFLOAD_ENCAPSULATION -> encapsulation();
            case RndisOid.RECEIVE_SCALE_CAPABILITIES -> receiveScale();
            // Sent and received are the guest's words here.
            case RndisOid.TRANSMIT_OK -> word((int) adapter.counters().received());
            case RndisOid.RECEIVE_OK -> word((int) adapter.counters().sent());
            case RndisOid.RECEIVE_NO_BUFFER -> word((int) adapter.counters().droppedSending());
            case RndisOid.BYTES_TRANSMITTED -> longWord(adapter.counters().receivedBytes());
            case RndisOid.BYTES_RECEIVED -> longWord(adapter.counters().sentBytes());
            default -> null;
        };
    }

    /** Gives an object a value; returns the RNDIS status. */
    int set(int oid, MemorySegment value) {
        return switch (oid) {
            case RndisOid.CURRENT_PACKET_FILTER -> setFilter(value);
            case RndisOid.MULTICAST_LIST -> setGroups(value);
            case RndisOid.OFFLOAD_PARAMETERS -> setOffloads(value);
            case RndisOid.OFFLOAD_ENCAPSULATION -> setEncapsulation(value);
            case RndisOid.RECEIVE_SCALE_PARAMETERS -> setReceiveScale(value);
            case RndisOid.CONFIG_PARAMETER -> setParameter(value);
            // The host has no use for what protocols sit on the adapter, nor for how far they look ahead.
            case RndisOid.NETWORK_LAYER_ADDRESSES -> RndisStatus.SUCCESS;
            case RndisOid.CURRENT_LOOKAHEAD, RndisOid.PROTOCOL_OPTIONS ->
                value.byteSize() < 4 ? RndisStatus.INVALID_LENGTH : RndisStatus.SUCCESS;
            default -> RndisStatus.NOT_SUPPORTED;
        };
    }

    private int setFilter(MemorySegment value) {
        if (value.byteSize() < 4) return RndisStatus.INVALID_LENGTH;
        filter.want(i32(value, 0));
        return RndisStatus.SUCCESS;
    }

    private int setGroups(MemorySegment value) {
        long count = value.byteSize() / ADDRESS_BYTES;
        if (count * ADDRESS_BYTES != value.byteSize() || count > PacketFilter.LIST_LIMIT) {
            return RndisStatus.INVALID_LENGTH;
        }
        long[] groups = new long[(int) count];
        for (int i = 0; i < count; i++) groups[i] = BigEndian.u48(value, (long) i * ADDRESS_BYTES);
        filter.join(groups);
        return RndisStatus.SUCCESS;
    }

    /** What the host cannot do is left off, but for the large sends of old, which are refused. */
    private int setOffloads(MemorySegment value) {
        if (OffloadParameters.isTooShort(value)) return RndisStatus.INVALID_LENGTH;
        OffloadParameters wish = OffloadParameters.read(value);
        if (wish == null) return RndisStatus.INVALID_DATA;
        if (wish.largeSendV1() == OffloadParameters.ON) return RndisStatus.NOT_SUPPORTED;
        offloads.set(wish);
        return RndisStatus.SUCCESS;
    }

    private int setEncapsulation(MemorySegment value) {
        if (OffloadEncapsulation.isTooShort(value)) return RndisStatus.INVALID_LENGTH;
        OffloadEncapsulation wish = OffloadEncapsulation.read(value);
        if (wish == null) return RndisStatus.NOT_SUPPORTED;
        offloads.set(wish);
        return RndisStatus.SUCCESS;
    }

    private int setReceiveScale(MemorySegment value) {
        if (!knowsReceiveScale()) return RndisStatus.NOT_SUPPORTED;
        if (RssParameters.isTooShort(value)) return RndisStatus.INVALID_LENGTH;
        RssParameters wish = RssParameters.read(value, channels.getAsInt());
        if (wish == null) return RndisStatus.INVALID_DATA;
        spread(wish);
        return RndisStatus.SUCCESS;
    }

    private int setParameter(MemorySegment value) {
        ConfigParameter parameter = ConfigParameter.read(value);
        if (parameter == null) return RndisStatus.INVALID_DATA;
        // The address belongs to the switch's port: a guest that could change it could be anybody.
        if (parameter.name().equals("NetworkAddress")) return RndisStatus.NOT_SUPPORTED;
        offloads.set(parameter.name(), parameter.digit());
        return RndisStatus.SUCCESS;
    }

    private boolean knowsReceiveScale() {
        return agreed.isAtLeast(NvspVersion.V5);
    }

    private @Nullable MemorySegment receiveScale() {
        if (!knowsReceiveScale()) return null;
        int queues = adapter.settings().channels();
        return new RssCapabilities(RSS_FLAGS, 1, queues, RssParameters.MAX_ENTRIES).bytes();
    }

    /** Both ways on or off, as far as any of it is. */
    private MemorySegment encapsulation() {
        NdisOffload now = offloads.current();
        return new OffloadEncapsulation(
                        isOn(now.ipv4Send() | now.ipv4Receive() | now.ipv4LargeSend()),
                        isOn(now.ipv6Send() | now.ipv6Receive() | now.ipv6LargeSend()))
                .bytes();
    }

    private static int isOn(int any) {
        return any == 0 ? OffloadEncapsulation.OFF : OffloadEncapsulation.ON;
    }

    /** What the header in a question asks for; who sends none reads the first. */
    private static int revision(MemorySegment asked) {
        return Math.max(1, NdisObject.revision(asked));
    }

    private MemorySegment supported() {
        Stream<Integer> oids = COMMON.stream();
        if (agreed.isNdis(6, 0)) oids = Stream.concat(oids, SINCE_6.stream());
        if (agreed.isNdis(6, 30) && knowsReceiveScale()) oids = Stream.concat(oids, SINCE_6_30.stream());
        return words(oids.mapToInt(Integer::intValue).toArray());
    }

    private static MemorySegment longWord(long value) {
        MemorySegment word = MemorySegment.ofArray(new byte[8]);
        putI64(word, 0, value);
        return word;
    }

    private static MemorySegment word(int value) {
        return words(value);
    }

    private static MemorySegment words(int... values) {
        MemorySegment words = MemorySegment.ofArray(new byte[4 * values.length]);
        for (int i = 0; i < values.length; i++) putI32(words, 4L * i, values[i]);
        return words;
    }

    private static MemorySegment halfWord(int value) {
        MemorySegment word = MemorySegment.ofArray(new byte[2]);
        putU16(word, 0, value);
        return word;
    }

    /** NDIS_LINK_SPEED: both ways. */
    private MemorySegment maxLinkSpeed() {
        MemorySegment speed = MemorySegment.ofArray(new byte[16]);
        putI64(speed, 0, adapter.bitsPerSecond());
        putI64(speed, 8, adapter.bitsPerSecond());
        return speed;
    }

    /** NDIS_LINK_STATE, revision 1. */
    private MemorySegment linkState() {
        MemorySegment state = MemorySegment.ofArray(new byte[40]);
        putU8(state, 0, 0x80);
        putU8(state, 1, 1);
        putU16(state, 2, 40);
        putI32(state, 4, adapter.isLinked() ? 1 : 2);
        putI32(state, 8, 2); // full duplex
        putI64(state, 16, adapter.bitsPerSecond());
        putI64(state, 24, adapter.bitsPerSecond());
        return state;
    }

    private static MemorySegment friendlyName() {
        MemorySegment name = MemorySegment.ofArray(new byte[512]);
        name.copyFrom(MemorySegment.ofArray("Viridian network adapter".getBytes(StandardCharsets.UTF_16LE)));
        return name;
    }

    private static MemorySegment text(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
    }

    private MemorySegment addressBytes() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[ADDRESS_BYTES]);
        BigEndian.putU48(bytes, 0, adapter.address().bits());
        return bytes;
    }
}
