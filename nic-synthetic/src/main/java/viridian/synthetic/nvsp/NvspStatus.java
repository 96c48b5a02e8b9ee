package viridian.synthetic.nvsp;

/** How the other half answers an NVSP request. Linux {@code hyperv_net.h}, {@code NVSP_STAT_*}. */
public final class NvspStatus {

    public static final int NONE = 0;
    public static final int SUCCESS = 1;
    public static final int FAILURE = 2;
    public static final int RANGE_TOO_NEW = 3;
    public static final int RANGE_TOO_OLD = 4;
    public static final int INVALID_RNDIS_PACKET = 5;
    public static final int BUSY = 6;
    public static final int VERSION_UNSUPPORTED = 7;

    private NvspStatus() {}
}
