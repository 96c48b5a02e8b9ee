package viridian.synthetic.rndis;

/** How RNDIS requests end, and what a host tells unasked. NDIS status values as RNDIS carries them ([MS-RNDIS] 2.2). */
public final class RndisStatus {

    public static final int SUCCESS = 0;
    public static final int FAILURE = 0xC0000001;
    public static final int NOT_SUPPORTED = 0xC00000BB;
    public static final int INVALID_LENGTH = 0xC0010014;
    public static final int INVALID_DATA = 0xC0010015;

    /** Indicated: the adapter's cable is in. */
    public static final int MEDIA_CONNECT = 0x4001000B;

    /** Indicated: the adapter's cable is out. */
    public static final int MEDIA_DISCONNECT = 0x4001000C;

    /** Indicated, with the NDIS offload object: what the adapter does for its owner from now on. */
    public static final int OFFLOAD_CURRENT_CONFIG = 0x40020006;

    private RndisStatus() {}
}
