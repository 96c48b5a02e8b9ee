package viridian.synthetic.rndis;

/** How RNDIS requests end, and what a host tells unasked. NDIS status values as RNDIS carries them ([MS-RNDIS] 2.2). */
public final class RndisStatus {

    public static final int SUCCESS = 0;
    public static final int PENDING = 0x103;
    public static final int FAILURE = 0xC0000001;
    public static final int RESOURCES = 0xC000009A;
    public static final int NOT_SUPPORTED = 0xC00000BB;
    public static final int BAD_VERSION = 0xC0010004;
    public static final int ADAPTER_NOT_FOUND = 0xC0010006;
    public static final int RESET_IN_PROGRESS = 0xC001000D;
    public static final int INVALID_LENGTH = 0xC0010014;
    public static final int INVALID_DATA = 0xC0010015;
    public static final int BUFFER_TOO_SHORT = 0xC0010016;
    public static final int INVALID_OID = 0xC0010017;

    /** Indicated: the adapter's cable is in. */
    public static final int MEDIA_CONNECT = 0x4001000B;

    /** Indicated: the adapter's cable is out. */
    public static final int MEDIA_DISCONNECT = 0x4001000C;

    /** Indicated, with the new speed in units of 100 bit/s (4 bytes). */
    public static final int LINK_SPEED_CHANGE = 0x40010013;

    /** Indicated: the network behind the adapter is another one; Linux has DHCP run again. */
    public static final int NETWORK_CHANGE = 0x40010018;

    /** Indicated, with the NDIS offload object: what the adapter does for its owner from now on. */
    public static final int OFFLOAD_CURRENT_CONFIG = 0x40020006;

    private RndisStatus() {}
}
