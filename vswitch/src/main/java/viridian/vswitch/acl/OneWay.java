package viridian.vswitch.acl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for the frames that go one way, by what the frames are. Does not change. */
final class OneWay {

    private final RuleTable ipv4;
    private final RuleTable ipv6;
    private final RuleTable other;
    private final RuleTable unreadable;

    /** @param rules all rules, in the order they are asked */
    OneWay(List<AclRule> rules, Direction way) {
        ipv4 = new RuleTable(rules, way, Headers.Kind.IPV4);
        ipv6 = new RuleTable(rules, way, Headers.Kind.IPV6);
        other = new RuleTable(rules, way, Headers.Kind.OTHER);
        unreadable = new RuleTable(rules, way, Headers.Kind.UNREADABLE);
    }

    /** Whether there is no rule for any frame. */
    boolean isEmpty() {
        return ipv4.isEmpty() && ipv6.isEmpty() && other.isEmpty();
    }

    /**
     * The number of the rule that decides about a frame, or {@link RuleTable#NONE}.
     *
     * @param meters as {@link RuleTable#decide} has it
     */
    int decide(Headers frame, RuleCounter @Nullable [] meters, int length) {
        return table(frame).decide(frame, meters, length);
    }

    private RuleTable table(Headers frame) {
        return switch (frame.kind) {
            case IPV4 -> ipv4;
            case IPV6 -> ipv6;
            case OTHER -> other;
            case UNREADABLE -> unreadable;
        };
    }
}
