package viridian.synthetic.host;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.putU8;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisStatus;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** The table of a synthetic adapter's objects, as its guest queries and sets them (NDIS object identifiers). */
final class AdapterObjects {

    /** 10 Gbit/s, what a synthetic adapter of that time reports. */
    private static final long BITS_PER_SECOND = 10_000_000_000L;

    private static final int LINK_SPEED_UNIT = 100;
    private static final int VENDOR = 0x155D;
    private static final int DRIVER_VERSION = 0x0100;
    private static final int BUFFER_SPACE = 262_144;
    private static final int CONNECTED = 0;
    private static final int DISCONNECTED = 1;
    private static final int ADDRESS_BYTES = 6;

    /** Look-ahead is copied, sends never pend, no loopback, 802.1p priority, 802.1Q VLAN. */
    private static final int MAC_OPTIONS = 0x01 | 0x04 | 0x08 | 0x40 | 0x200;

    private static final int[] SUPPORTED = {
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
        RndisOid.MAC_OPTIONS,
        RndisOid.MEDIA_CONNECT_STATUS,
        RndisOid.MAXIMUM_SEND_PACKETS,
        RndisOid.VENDOR_DRIVER_VERSION,
        RndisOid.NETWORK_LAYER_ADDRESSES,
        RndisOid.MAX_LINK_SPEED,
        RndisOid.LINK_STATE,
        RndisOid.CONFIG_PARAMETER,
        RndisOid.FRIENDLY_NAME,
        RndisOid.PERMANENT_ADDRESS,
        RndisOid.CURRENT_ADDRESS,
        RndisOid.MULTICAST_LIST,
        RndisOid.MAXIMUM_LIST_SIZE,
        RndisOid.RECEIVE_ERROR_ALIGNMENT,
        RndisOid.TRANSMIT_ONE_COLLISION,
        RndisOid.TRANSMIT_MORE_COLLISIONS,
        RndisOid.OFFLOAD_CURRENT_CONFIG,
        RndisOid.OFFLOAD_PARAMETERS,
        RndisOid.OFFLOAD_HARDWARE_CAPABILITIES,
    };

    private final MacAddress address;
    private final int mtu;
    private final PacketFilter filter;
    private volatile boolean isLinked;

    /**
     * The objects of one adapter.
     *
     * @param mtu the longest frame, Ethernet header included
     * @param isLinked whether the adapter's cable is in
     */
    AdapterObjects(MacAddress address, int mtu, PacketFilter filter, boolean isLinked) {
        this.address = address;
        this.mtu = mtu;
        this.filter = filter;
        this.isLinked = isLinked;
    }

    /** Says whether the adapter's cable is in. */
    void link(boolean isLinked) {
        this.isLinked = isLinked;
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
            case RndisOid.SUPPORTED_LIST -> words(SUPPORTED);
            case RndisOid.HARDWARE_STATUS,
                    RndisOid.MEDIA_SUPPORTED,
                    RndisOid.MEDIA_IN_USE,
                    RndisOid.RECEIVE_ERROR_ALIGNMENT,
                    RndisOid.TRANSMIT_ONE_COLLISION,
                    RndisOid.TRANSMIT_MORE_COLLISIONS -> word(0);
            case RndisOid.MAXIMUM_LOOKAHEAD, RndisOid.MAXIMUM_FRAME_SIZE, RndisOid.CURRENT_LOOKAHEAD ->
                word(mtu - Frame.HEADER_BYTES);
            case RndisOid.TRANSMIT_BLOCK_SIZE, RndisOid.RECEIVE_BLOCK_SIZE, RndisOid.MAXIMUM_TOTAL_SIZE -> word(mtu);
            case RndisOid.TRANSMIT_BUFFER_SPACE, RndisOid.RECEIVE_BUFFER_SPACE -> word(BUFFER_SPACE);
            case RndisOid.LINK_SPEED -> word((int) (BITS_PER_SECOND / LINK_SPEED_UNIT));
            case RndisOid.MAX_LINK_SPEED -> maxLinkSpeed();
            case RndisOid.LINK_STATE -> linkState();
            case RndisOid.MEDIA_CONNECT_STATUS -> word(isLinked ? CONNECTED : DISCONNECTED);
            case RndisOid.CURRENT_PACKET_FILTER -> word(filter.wanted());
            case RndisOid.MAC_OPTIONS -> word(MAC_OPTIONS);
            case RndisOid.MAXIMUM_SEND_PACKETS -> word(-1);
            case RndisOid.MAXIMUM_LIST_SIZE -> word(PacketFilter.LIST_LIMIT);
            case RndisOid.VENDOR_ID -> word(VENDOR);
            case RndisOid.VENDOR_DESCRIPTION -> text("Viridian Lab network adapter");
            case RndisOid.DRIVER_VERSION, RndisOid.VENDOR_DRIVER_VERSION -> halfWord(DRIVER_VERSION);
            case RndisOid.FRIENDLY_NAME -> friendlyName();
            case RndisOid.PERMANENT_ADDRESS, RndisOid.CURRENT_ADDRESS -> addressBytes();
            case RndisOid.OFFLOAD_CURRENT_CONFIG, RndisOid.OFFLOAD_HARDWARE_CAPABILITIES -> OffloadObject.nothing(info);
            default -> null;
        };
    }

    /** Gives an object a value; returns the RNDIS status. */
    int set(int oid, MemorySegment value) {
        return switch (oid) {
            case RndisOid.CURRENT_PACKET_FILTER -> setFilter(value);
            case RndisOid.MULTICAST_LIST -> setGroups(value);
            case RndisOid.OFFLOAD_PARAMETERS -> OffloadObject.judge(value);
            case RndisOid.CONFIG_PARAMETER -> setParameter(value);
            // The host has no use for what protocols sit on the adapter.
            case RndisOid.NETWORK_LAYER_ADDRESSES -> RndisStatus.SUCCESS;
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

    private static int setParameter(MemorySegment value) {
        ConfigParameter parameter = ConfigParameter.read(value);
        if (parameter == null) return RndisStatus.INVALID_DATA;
        // The address belongs to the switch's port: a guest that could change it could be anybody.
        return parameter.name().equals("NetworkAddress") ? RndisStatus.NOT_SUPPORTED : RndisStatus.SUCCESS;
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
    private static MemorySegment maxLinkSpeed() {
        MemorySegment speed = MemorySegment.ofArray(new byte[16]);
        putI64(speed, 0, BITS_PER_SECOND);
        putI64(speed, 8, BITS_PER_SECOND);
        return speed;
    }

    /** NDIS_LINK_STATE, revision 1. */
    private MemorySegment linkState() {
        MemorySegment state = MemorySegment.ofArray(new byte[40]);
        putU8(state, 0, 0x80);
        putU8(state, 1, 1);
        putU16(state, 2, 40);
        putI32(state, 4, isLinked ? 1 : 2);
        putI32(state, 8, 2); // full duplex
        putI64(state, 16, BITS_PER_SECOND);
        putI64(state, 24, BITS_PER_SECOND);
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
        BigEndian.putU48(bytes, 0, address.bits());
        return bytes;
    }
}
