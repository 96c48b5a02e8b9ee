package viridian.vswitch.nic.linux;

import java.io.IOException;

/** The kernel said no. The number is kept, because the remedy depends on it. */
public final class SystemCallFailed extends IOException {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EOPNOTSUPP = 95;

    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallFailed(String call, int errno, String reason) {
        super(call + ": " + reason);
        this.errno = errno;
    }

    /** The error number of errno(3). */
    public int errno() {
        return errno;
    }

    public boolean isForbidden() {
        return errno == EPERM || errno == EACCES;
    }
}
