package viridian.lab.check;

import java.util.Optional;

/**
 * What came of starting a machine over the network.
 *
 * @param account what was fetched and what it cost, one line
 * @param failure why the machine was not started; nothing if it was
 */
public record BootOutcome(String account, Optional<String> failure) {

    /** The machine was not started. */
    public static BootOutcome failed(String why, String account) {
        return new BootOutcome(account, Optional.of(why));
    }

    /** The machine was started. */
    public static BootOutcome started(String account) {
        return new BootOutcome(account, Optional.empty());
    }
}
