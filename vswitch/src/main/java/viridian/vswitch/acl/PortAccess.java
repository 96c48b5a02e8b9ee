package viridian.vswitch.acl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.DropReason;
import viridian.vswitch.Passage;
import viridian.vswitch.PortHook;
import viridian.vswitch.Verdict;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** One port's access list at work. */
final class PortAccess implements PortHook {

    private static final Verdict DENIED = Verdict.drop(DropReason.FILTERED);
    private static final long SECOND = 1_000_000_000L;

    private final AccessList list;
    private final AclRule[] rules;
    private final RuleCounter[] counters;
    private final OneWay inbound;
    private final OneWay outbound;
    private final @Nullable Connections connections;
    private final @Nullable Fragments fragments;

    /**
     * @param before what the port had so far: of rules that stay the counters, of connections those that the new rules let
     *     pass as well
     * @param secret keys the hashes of what is remembered
     */
    PortAccess(AccessList list, @Nullable PortAccess before, long secret) {
        this.list = list;
        this.rules = list.ordered().toArray(AclRule[]::new);
        this.counters = counters(before);
        this.inbound = new OneWay(List.of(rules), Direction.INBOUND);
        this.outbound = new OneWay(List.of(rules), Direction.OUTBOUND);
        this.connections = connections(before, secret);
        this.fragments = judgesTransport() ? new Fragments(secret) : null;
    }

    private RuleCounter[] counters(@Nullable PortAccess before) {
        Map<AclRule, RuleCounter> known = new HashMap<>();
        for (int i = 0; before != null && i < before.rules.length; i++) known.put(before.rules[i], before.counters[i]);
        RuleCounter[] all = new RuleCounter[rules.length];
        for (int i = 0; i < all.length; i++) all[i] = known.getOrDefault(rules[i], new RuleCounter());
        return all;
    }

    private @Nullable Connections connections(@Nullable PortAccess before, long secret) {
        if (IntStream.range(0, rules.length).noneMatch(this::remembers)) return null;
        long[] idle = new long[rules.length];
        for (int i = 0; i < idle.length; i++) idle[i] = rules[i].idleSeconds() * SECOND;
        Connections known = before == null ? null : before.connections;
        if (known != null) return known.judgedAgain(idle, this::judgeAgain);
        return new Connections(new FlowTable(Connections.CAPACITY, secret, idle));
    }

    private boolean judgesTransport() {
        for (AclRule rule : rules) {
            if (rule.protocol() != AclRule.ANY_PROTOCOL) return true;
        }
        return connections != null;
    }

    /** The rule by which a connection's first frame would pass and be remembered now, or a negative number. */
    private int judgeAgain(Flow flow, long localMac, long remoteMac, boolean guestBegan) {
        Headers first = new Headers();
        first.ofFlow(flow, MacAddress.of(localMac), MacAddress.of(remoteMac), guestBegan);
        int rule = (guestBegan ? outbound : inbound).decide(first, null, 0);
        return remembers(rule) ? rule : RuleTable.NONE;
    }

    private boolean remembers(int rule) {
        return rule >= 0 && rules[rule].isStateful() && rules[rule].action() == Action.ALLOW;
    }

    @Override
    public Verdict ingress(Frame frame, Passage passage) {
        return outbound.isEmpty() ? Verdict.PASS : verdict(frame, Direction.OUTBOUND, outbound, passage);
    }

    @Override
    public Verdict egress(Frame frame, Passage passage) {
        return inbound.isEmpty() ? Verdict.PASS : verdict(frame, Direction.INBOUND, inbound, passage);
    }

    private Verdict verdict(Frame frame, Direction way, OneWay ruled, Passage passage) {
        Headers headers = Headers.onThisThread();
        headers.read(frame, way);
        if (passage.isRehearsal()) return rehearse(headers, ruled, passage);
        int rule = ruled.decide(headers, counters, frame.length());
        if (isDenied(rule)) return isExcused(headers, passage.now()) ? pass(headers, passage) : deny(rule, frame);
        if (rule != RuleTable.NONE) counters[rule].count(frame.length());
        if (connections != null && remembers(rule)) connections.passes(headers, rule, passage.now());
        return pass(headers, passage);
    }

    private boolean isDenied(int rule) {
        return rule != RuleTable.NONE && rules[rule].action() == Action.DENY;
    }

    /** Whether a frame may pass although a rule denies it, for what passed before. */
    private boolean isExcused(Headers frame, long now) {
        if (connections != null && (connections.isAnswer(frame, now, true) || connections.isErrorOfOne(frame, now))) {
            return true;
        }
        return fragments != null && fragments.isFollower(frame, now);
    }

    private Verdict deny(int rule, Frame frame) {
        counters[rule].count(frame.length());
        return DENIED;
    }

    private Verdict pass(Headers frame, Passage passage) {
        if (fragments != null && frame.isFirstFragment()) fragments.passes(frame, passage.now());
        return Verdict.PASS;
    }

    private Verdict rehearse(Headers frame, OneWay ruled, Passage passage) {
        int rule = ruled.decide(frame, null, 0);
        String excuse = isDenied(rule) ? excuse(frame, passage.now()) : "";
        passage.tell(sentence(frame, rule, excuse));
        return isDenied(rule) && excuse.isEmpty() ? DENIED : Verdict.PASS;
    }

    private String excuse(Headers frame, long now) {
        if (connections != null && connections.isAnswer(frame, now, false)) return "answers a connection";
        if (connections != null && connections.isErrorOfOne(frame, now)) return "tells of an error in a connection";
        if (fragments != null && fragments.isFollower(frame, now)) return "follows the first fragment of a packet";
        return "";
    }

    private String sentence(Headers frame, int rule, String excuse) {
        String way = frame.outbound ? "outbound" : "inbound";
        if (rule == RuleTable.NONE) return "no access rule allows or denies it " + way + ", so it passes";
        if (!excuse.isEmpty()) {
            return "it %s that was let pass, so '%s' does not hold for it".formatted(excuse, rules[rule]);
        }
        return "the access rule '%s' decides about it %s".formatted(rules[rule], way);
    }

    AccessList list() {
        return list;
    }

    /** What the rules have counted, in the order they are asked. */
    List<RuleCount> counts() {
        return IntStream.range(0, rules.length)
                .mapToObj(i -> counters[i].of(rules[i]))
                .toList();
    }

    /** How many connections are remembered. */
    int connections(long now) {
        return connections == null ? 0 : connections.size(now);
    }

    /** How many connections were forgotten before their time, for want of room. */
    long evictions() {
        return connections == null ? 0 : connections.evictions();
    }
}
