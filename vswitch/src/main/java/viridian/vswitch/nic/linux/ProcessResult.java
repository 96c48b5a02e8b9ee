package viridian.vswitch.nic.linux;

/**
 * How a program ended.
 *
 * @param exit its exit status, or {@link #TIMED_OUT} if it was ended because its time was up
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record ProcessResult(int exit, String out, String err) {

    /** The status timeout(1) uses for the same. */
    public static final int TIMED_OUT = 124;

    public boolean succeeded() {
        return exit == 0;
    }
}
