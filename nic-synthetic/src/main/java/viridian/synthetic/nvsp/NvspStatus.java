package viridian.synthetic.nvsp;

/** How the other half answers an NVSP request. Linux {@code hyperv_net.h}, {@code NVSP_STAT_*}. */
public final class NvspStatus {

    public static final int NONE = 0;
    public static final int SUCCESS = 1;
    public static final int FAILURE = 2;

    private NvspStatus() {}
}
