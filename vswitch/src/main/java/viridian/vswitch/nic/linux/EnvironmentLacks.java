package viridian.vswitch.nic.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** This machine lacks a program, a library or a right that the work needs. The message is one sentence with the remedy. */
public final class EnvironmentLacks extends IOException {

    private static final long serialVersionUID = 1L;

    public EnvironmentLacks(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /** A program that is not on the PATH, and the Debian package that has it. */
    public static EnvironmentLacks program(String name, String debianPackage) {
        return new EnvironmentLacks(
                "the program '%s' is missing; apt-get install %s".formatted(name, debianPackage), null);
    }

    /** A right the process was not given: {@code deed} completes "no right to …". */
    public static EnvironmentLacks rightTo(String deed, @Nullable Throwable cause) {
        String remedy = "run as root, or give this Java the right by setcap cap_net_raw,cap_net_admin+ep";
        return new EnvironmentLacks("no right to " + deed + "; " + remedy, cause);
    }
}
