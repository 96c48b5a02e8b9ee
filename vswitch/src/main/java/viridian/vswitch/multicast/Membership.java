package viridian.vswitch.multicast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.packet.IpAddress;

/**
 * That hosts behind a port listen to a group: what they want of it, which of them are known, and whether the switch is about to
 * ask if anybody still does.
 */
final class Membership {

    /** Our choice: with more hosts than this behind a port its fast leave is not used. */
    static final int MOST_HOSTS = 64;

    private final SnoopedPort port;
    private final GroupProtocol protocol;
    private final SourceFilter filter = new SourceFilter();

    /** Hosts that have reported, by Ethernet address, and until when they are counted. */
    private final Map<Long, Long> hosts = new HashMap<>();

    private boolean hasMoreHosts;

    /** Until when hosts of an older version are taken to be there, by version (RFC 3376 section 7.3.2). */
    private final Map<Integer, Long> olderUntil = new HashMap<>();

    private @Nullable LastCall lastCall;

    Membership(SnoopedPort port, GroupProtocol protocol) {
        this.port = port;
        this.protocol = protocol;
    }

    SnoopedPort port() {
        return port;
    }

    SourceWish wish() {
        return filter.wish();
    }

    boolean isEmpty() {
        return filter.isEmpty();
    }

    long until() {
        return filter.until();
    }

    int hosts() {
        return hosts.size();
    }

    /** The oldest version spoken by a host behind the port. */
    int version(long now) {
        return olderUntil.entrySet().stream()
                .filter(each -> each.getValue() - now > 0)
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElse(protocol.newest());
    }

    /**
     * A host has told something about the group.
     *
     * @param version of the protocol by which it did
     * @param isQuerier whether it is this switch that asks who still listens
     */
    void hear(
            GroupRecord told, int version, long host, boolean isQuerier, LastCallRules rules, long now, Timing timing) {
        long until = now + timing.membershipNanos();
        if (version < protocol.newest()) olderUntil.put(version, until);
        int spoken = version(now);
        if (told.leaves()) hosts.remove(host);
        else count(host, until);
        // Hosts of version 1 leave without a word, those of version 2 do not tell what sources they want
        // (RFC 3376 section 7.3.2, RFC 3810 section 8.3.2).
        boolean isFirst = protocol == GroupProtocol.IGMP && spoken == 1;
        boolean isOld = spoken < protocol.newest();
        switch (told.type()) {
            case IS_INCLUDE, ALLOW -> include(told.sources(), until);
            case IS_EXCLUDE -> exclude(told.sources(), until, until);
            case TO_EXCLUDE -> {
                exclude(isOld ? List.of() : told.sources(), until, filter.excludes() ? filter.excludesUntil() : until);
                doubt(false, filter.wanted(), host, isQuerier, rules, now);
            }
            case TO_INCLUDE -> {
                include(told.sources(), until);
                if (isFirst) return;
                Set<IpAddress> others = new HashSet<>(filter.wanted());
                told.sources().forEach(others::remove);
                doubt(filter.excludes(), others, host, isQuerier, rules, now);
            }
            case BLOCK -> {
                if (isOld) return;
                filter.doubt(told.sources());
                Set<IpAddress> unsure = new HashSet<>(filter.wanted());
                unsure.retainAll(told.sources());
                doubt(false, unsure, host, isQuerier, rules, now);
            }
        }
    }

    private void count(long host, long until) {
        if (hosts.size() < MOST_HOSTS || hosts.containsKey(host)) hosts.put(host, until);
        else hasMoreHosts = true;
    }

    private void include(List<IpAddress> sources, long until) {
        filter.include(sources, until);
        if (lastCall != null) sources.forEach(lastCall.sources::remove);
    }

    private void exclude(List<IpAddress> sources, long until, long doubtUntil) {
        filter.exclude(sources, until, doubtUntil);
        if (lastCall != null) lastCall.group = false;
    }

    /** Somebody has left: from everything, or from some sources. Who else is there decides what happens. */
    private void doubt(
            boolean group, Set<IpAddress> sources, long host, boolean isQuerier, LastCallRules rules, long now) {
        if (!group && sources.isEmpty()) return;
        if (port.feature().fastLeave() && isAlone(host)) {
            if (group) filter.shorten(now);
            filter.shorten(sources, now);
            filter.expire(now);
            return;
        }
        // Only who asks can tell that nobody answered. Another querier asks by itself when it hears of this.
        boolean canAsk = group || rules.version() == protocol.newest();
        if (!isQuerier || !canAsk) return;
        LastCall call = lastCall == null ? new LastCall() : lastCall;
        call.group |= group;
        if (rules.version() == protocol.newest()) call.sources.addAll(sources);
        call.left = rules.count();
        call.next = now;
        call.isNew = true;
        lastCall = call;
    }

    private boolean isAlone(long host) {
        return !hasMoreHosts && (hosts.isEmpty() || hosts.keySet().equals(Set.of(host)));
    }

    /** The network's querier has asked whether anybody still listens: who does not answer in time does not. */
    void asked(List<IpAddress> sources, long until) {
        if (sources.isEmpty()) filter.shorten(until);
        else filter.shorten(sources, until);
    }

    /** Ends what has had its time. */
    void expire(long now) {
        filter.expire(now);
        if (hosts.values().removeIf(until -> until - now <= 0) && hosts.size() < MOST_HOSTS / 2) hasMoreHosts = false;
    }

    /** The questions that are due now: sources asked about; an empty list asks about the group as a whole. */
    List<List<IpAddress>> due(long now, LastCallRules rules) {
        LastCall call = lastCall;
        if (call == null || now - call.next < 0) return List.of();
        if (call.isNew) {
            if (call.group) filter.shorten(now + rules.patienceNanos());
            filter.shorten(call.sources, now + rules.patienceNanos());
            call.isNew = false;
        }
        call.sources.retainAll(filter.wanted());
        List<List<IpAddress>> questions = new ArrayList<>();
        if (call.group) questions.add(List.of());
        if (!call.sources.isEmpty()) questions.add(List.copyOf(call.sources));
        call.next = now + rules.intervalNanos();
        if (--call.left == 0 || questions.isEmpty()) lastCall = null;
        return questions;
    }

    /** Somebody has left and it is being asked who still listens (RFC 3376 section 6.6.3). */
    private static final class LastCall {
        /** Whether the group as a whole is in doubt: nobody has reported it since. */
        boolean group;

        /** The sources in doubt. */
        final Set<IpAddress> sources = new HashSet<>();

        /** Whether it has not been asked yet, so that patience begins with the first question. */
        boolean isNew;

        int left;
        long next;
    }
}
