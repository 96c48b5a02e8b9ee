package viridian.vswitch.nic.linux;

import java.io.IOException;

/** The right to see and send whole frames (CAP_NET_RAW, capabilities(7)). */
public final class CaptureRight {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;

    private CaptureRight() {}

    /**
     * Makes sure of it.
     *
     * @throws EnvironmentLacks if this process may not open an interface; the message says what to do
     */
    public static void check() throws IOException {
        try {
            Libc.close(Libc.socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0)); // protocol 0: it receives nothing
        } catch (SystemCallFailed failed) {
            if (failed.isForbidden()) throw EnvironmentLacks.rightTo("capture frames", failed);
            throw failed;
        }
    }
}
