package viridian.vswitch.acl;

import java.util.Locale;

/** What a rule does with the frames it matches. */
public enum Action {
    /** They pass, whatever later rules say. */
    ALLOW,
    /** They are dropped, whatever later rules say. */
    DENY,
    /** They are counted, frames and bytes, and later rules are asked. */
    METER;

    /** As rules are written: allow. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
