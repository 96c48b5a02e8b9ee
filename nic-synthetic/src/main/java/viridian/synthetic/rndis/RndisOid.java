package viridian.synthetic.rndis;

/** The objects of an adapter that RNDIS queries and sets name: NDIS object identifiers ([MS-RNDIS] 2.2.9, NDIS reference). */
public final class RndisOid {

    public static final int SUPPORTED_LIST = 0x00010101;
    public static final int HARDWARE_STATUS = 0x00010102;
    public static final int MEDIA_SUPPORTED = 0x00010103;
    public static final int MEDIA_IN_USE = 0x00010104;
    public static final int MAXIMUM_LOOKAHEAD = 0x00010105;
    public static final int MAXIMUM_FRAME_SIZE = 0x00010106;
    public static final int LINK_SPEED = 0x00010107;
    public static final int TRANSMIT_BUFFER_SPACE = 0x00010108;
    public static final int RECEIVE_BUFFER_SPACE = 0x00010109;
    public static final int TRANSMIT_BLOCK_SIZE = 0x0001010A;
    public static final int RECEIVE_BLOCK_SIZE = 0x0001010B;
    public static final int VENDOR_ID = 0x0001010C;
    public static final int VENDOR_DESCRIPTION = 0x0001010D;
    public static final int CURRENT_PACKET_FILTER = 0x0001010E;
    public static final int CURRENT_LOOKAHEAD = 0x0001010F;
    public static final int DRIVER_VERSION = 0x00010110;
    public static final int MAXIMUM_TOTAL_SIZE = 0x00010111;
    public static final int PROTOCOL_OPTIONS = 0x00010112;
    public static final int MAC_OPTIONS = 0x00010113;
    public static final int MEDIA_CONNECT_STATUS = 0x00010114;
    public static final int MAXIMUM_SEND_PACKETS = 0x00010115;
    public static final int VENDOR_DRIVER_VERSION = 0x00010116;
    public static final int NETWORK_LAYER_ADDRESSES = 0x00010118;
    public static final int RECEIVE_SCALE_CAPABILITIES = 0x00010203;
    public static final int RECEIVE_SCALE_PARAMETERS = 0x00010204;
    public static final int MAX_LINK_SPEED = 0x00010206;
    public static final int LINK_STATE = 0x00010207;
    public static final int LINK_PARAMETERS = 0x00010208;
    public static final int CONFIG_PARAMETER = 0x0001021B;
    public static final int TRANSMIT_OK = 0x00020101;
    public static final int RECEIVE_OK = 0x00020102;
    public static final int TRANSMIT_ERROR = 0x00020103;
    public static final int RECEIVE_ERROR = 0x00020104;
    public static final int RECEIVE_NO_BUFFER = 0x00020105;
    public static final int FRIENDLY_NAME = 0x00020216;
    public static final int BYTES_RECEIVED = 0x00020219;
    public static final int BYTES_TRANSMITTED = 0x0002021A;
    public static final int PERMANENT_ADDRESS = 0x01010101;
    public static final int CURRENT_ADDRESS = 0x01010102;
    public static final int MULTICAST_LIST = 0x01010103;
    public static final int MAXIMUM_LIST_SIZE = 0x01010104;
    public static final int OFFLOAD_ENCAPSULATION = 0x0101010A;
    public static final int RECEIVE_ERROR_ALIGNMENT = 0x01020101;
    public static final int TRANSMIT_ONE_COLLISION = 0x01020102;
    public static final int TRANSMIT_MORE_COLLISIONS = 0x01020103;
    public static final int OFFLOAD_CURRENT_CONFIG = 0xFC01020B;
    public static final int OFFLOAD_PARAMETERS = 0xFC01020C;
    public static final int OFFLOAD_HARDWARE_CAPABILITIES = 0xFC01020D;
    public static final int CONNECTION_OFFLOAD_CURRENT_CONFIG = 0xFC01020E;
    public static final int CONNECTION_OFFLOAD_CAPABILITIES = 0xFC01020F;

    private RndisOid() {}
}
