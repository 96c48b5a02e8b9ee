package viridian.vswitch.acl;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.acl.Criterion.Span;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpPrefix;

/**
 * The rules for frames of one kind that go one way, made ready for the frame path: each thing that rules ask is looked up
 * once, which gives the set of rules that are content with it, and the first rule in all of the sets decides. So a
 * frame's cost hardly depends on how many rules there are. Does not change.
 *
 * <p>What cannot be read, a denying rule takes for what it denies, and other rules for what they do not ask: so a packet
 * does not pass by hiding its ports.
 */
final class RuleTable {

    /** No rule allows or denies. */
    static final int NONE = -1;

    private final int[] numbers;
    private final boolean[] onlyCounts;
    private final int words;
    private final Criterion localMac;
    private final Criterion remoteMac;
    private final Criterion protocol;
    private final Criterion local;
    private final Criterion remote;
    private final Criterion localPort;
    private final Criterion remotePort;

    /**
     * @param rules all rules, in the order they are asked
     * @param way the way the frames go
     */
    RuleTable(List<AclRule> rules, Direction way, Headers.Kind kind) {
        Predicate<AclRule> concerned = rule -> rule.direction().includes(way) && concerns(rule, kind);
        numbers = IntStream.range(0, rules.size())
                .filter(number -> concerned.test(rules.get(number)))
                .toArray();
        List<AclRule> chosen = rules.stream().filter(concerned).toList();
        onlyCounts = new boolean[chosen.size()];
        for (int i = 0; i < onlyCounts.length; i++)
            onlyCounts[i] = chosen.get(i).action() == Action.METER;
        words = Criterion.words(chosen.size());
        localMac = criterion(chosen, rule -> span(rule.local().mac()));
        remoteMac = criterion(chosen, rule -> span(rule.remote().mac()));
        boolean readable = kind != Headers.Kind.UNREADABLE;
        protocol = criterion(chosen, rule -> readable ? protocol(rule.protocol()) : null);
        local = criterion(chosen, rule -> readable ? span(rule.local().prefix()) : null);
        remote = criterion(chosen, rule -> readable ? span(rule.remote().prefix()) : null);
        localPort = criterion(chosen, rule -> readable ? span(rule.local().ports()) : null);
        remotePort = criterion(chosen, rule -> readable ? span(rule.remote().ports()) : null);
    }

    private static boolean concerns(AclRule rule, Headers.Kind kind) {
        return switch (kind) {
            case IPV4 -> rule.allowsVersion(4);
            case IPV6 -> rule.allowsVersion(6);
            case OTHER -> !rule.asksIp();
            case UNREADABLE -> !rule.asksIp() || rule.action() == Action.DENY;
        };
    }

    private static Criterion criterion(List<AclRule> rules, Function<AclRule, @Nullable Span> wanted) {
        List<@Nullable Span> spans = new ArrayList<>();
        BitSet denies = new BitSet();
        for (int i = 0; i < rules.size(); i++) {
            spans.add(wanted.apply(rules.get(i)));
            denies.set(i, rules.get(i).action() == Action.DENY);
        }
        return new Criterion(spans, denies);
    }

    private static @Nullable Span span(@Nullable MacAddress mac) {
        return mac == null ? null : Span.prefix(new Key(top(mac.bits(), 48), 0), 48);
    }

    private static @Nullable Span protocol(int number) {
        return number == AclRule.ANY_PROTOCOL ? null : Span.prefix(new Key(top(number, 8), 0), 8);
    }

    private static @Nullable Span span(@Nullable IpPrefix prefix) {
        if (prefix == null) return null;
        boolean v4 = prefix.base().version() == 4;
        long high = v4 ? top(prefix.base().low(), 32) : prefix.base().high();
        return Span.prefix(new Key(high, v4 ? 0 : prefix.base().low()), prefix.length());
    }

    private static @Nullable Span span(PortRange ports) {
        if (ports.equals(PortRange.ALL)) return null;
        Key lowest = new Key(top(ports.first(), 16), 0);
        Key highest = new Key(top(ports.last(), 16), 0).or(Key.mask(16).not());
        return new Span(lowest, highest);
    }

    /** A value of some bits at the top of 64. */
    private static long top(long value, int bits) {
        return value << (Long.SIZE - bits);
    }

    boolean isEmpty() {
        return numbers.length == 0;
    }

    /**
     * The number of the rule that decides about a frame, or {@link #NONE}.
     *
     * @param meters where rules that only count do so for a frame of this length; null if nothing is to be counted
     */
    int decide(Headers frame, RuleCounter @Nullable [] meters, int length) {
        if (isEmpty()) return NONE;
        int protocols = protocol.isAsked() ? protocol(frame) : 0;
        int locals = local.isAsked() ? address(local, frame, frame.flow.localHigh, frame.flow.localLow) : 0;
        int remotes = remote.isAsked() ? address(remote, frame, frame.flow.remoteHigh, frame.flow.remoteLow) : 0;
        for (int word = 0; word < words; word++) {
            long content = protocol.bits(protocols, word) & local.bits(locals, word) & remote.bits(remotes, word);
            // Most frames are done with here, so the rest is looked up only where it matters.
            if (content != 0) content &= ports(frame, word) & macs(frame, word);
            for (; content != 0; content &= content - 1) {
                int rule = word * Long.SIZE + Long.numberOfTrailingZeros(content);
                if (!onlyCounts[rule]) return numbers[rule];
                if (meters != null) meters[numbers[rule]].count(length);
            }
        }
        return NONE;
    }

    private long ports(Headers frame, int word) {
        int locals = localPort.isAsked() ? port(localPort, frame, frame.localPort) : 0;
        int remotes = remotePort.isAsked() ? port(remotePort, frame, frame.remotePort) : 0;
        return localPort.bits(locals, word) & remotePort.bits(remotes, word);
    }

    private long macs(Headers frame, int word) {
        int locals = localMac.isAsked() ? localMac.row(top(frame.localMac(), 48)) : 0;
        int remotes = remoteMac.isAsked() ? remoteMac.row(top(frame.remoteMac(), 48)) : 0;
        return localMac.bits(locals, word) & remoteMac.bits(remotes, word);
    }

    private int protocol(Headers frame) {
        return frame.knowsProtocol ? protocol.row(top(frame.protocol, 8)) : protocol.unreadable();
    }

    private static int address(Criterion addresses, Headers frame, long high, long low) {
        return frame.isIpv6() ? addresses.row(high, low) : addresses.row(top(low, 32));
    }

    private static int port(Criterion ports, Headers frame, int port) {
        return frame.knowsPorts ? ports.row(top(port, 16)) : ports.unreadable();
    }
}
