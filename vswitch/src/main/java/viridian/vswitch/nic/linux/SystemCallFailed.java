package viridian.vswitch.nic.linux;

import java.io.IOException;

/** The kernel said no. The number is kept, because the remedy depends on it. */
final class SystemCallFailed extends IOException {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EOPNOTSUPP = 95;

    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallFailed(String call, int errno, String reason) {
        super(call + ": " + reason);
        this.errno = errno;
    }

    /** The error number of errno(3). */
    int errno() {
        return errno;
    }

    boolean isForbidden() {
        return errno == EPERM || errno == EACCES;
    }
}
