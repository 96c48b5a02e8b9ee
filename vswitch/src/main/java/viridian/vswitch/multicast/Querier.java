package viridian.vswitch.multicast;

import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.IpAddress;

/**
 * Who asks in one domain which groups are listened to: this switch, another querier, or nobody (RFC 3376 section 6.6.2, RFC
 * 3810 section 7.6.2). Of several the one with the lowest address does; one without an address only as long as there is none
 * with one.
 */
final class Querier {

    /** Another querier, as it was last heard. */
    record Other(IpAddress address, SnoopedPort port, int version, long until) {}

    private final GroupProtocol protocol;
    private @Nullable QuerierSettings own;
    private Timing configured;
    private @Nullable Other other;

    /** By what the domain goes now: the elected querier's timing as far as it tells. */
    private Timing timing;

    /** How many of its first queries this switch has still to ask. */
    private int firstQueries;

    private long nextQuery;

    /** Whether anybody has asked of late, and so the members of all groups are known, or will soon be. */
    private boolean isAsked;

    private long askedUntil;
    private long answeredFrom;

    Querier(GroupProtocol protocol, Timing configured) {
        this.protocol = protocol;
        this.configured = configured;
        this.timing = configured;
    }

    /** @param wanted how this switch asks, or null if it does not */
    void settings(@Nullable QuerierSettings wanted, Timing times, long now) {
        boolean starts = wanted != null && !wanted.equals(own);
        if (!times.equals(configured) && other == null) timing = times;
        own = wanted;
        configured = times;
        if (!starts) return;
        firstQueries = times.robustness();
        nextQuery = now;
    }

    Timing timing() {
        return timing;
    }

    @Nullable
    Other other() {
        return other;
    }

    /** How this switch asks, or null if somebody else does, or nobody. */
    @Nullable
    QuerierSettings elected() {
        return other == null ? own : null;
    }

    /** Whether the table of members can be relied upon: somebody asks, and hosts have had the time to answer. */
    boolean isAnswered(long now) {
        return isAsked && askedUntil - now > 0 && now - answeredFrom >= 0;
    }

    long nextQuery() {
        return nextQuery;
    }

    /** Somebody else has asked a general question. Whether it is the elected one now, and was not before. */
    boolean hear(Query query, IpAddress source, SnoopedPort port, long now) {
        Timing told = configured.adopting(query);
        asked(now, query.maxResponseNanos(), now + told.otherQuerierNanos());
        if (!goesBeforeUs(source)) return false;
        Other known = other;
        boolean same = known != null && known.address.equals(source);
        if (known != null && !same && compare(known.address, source) < 0) return false;
        timing = told;
        other = new Other(source, port, query.version(), now + told.otherQuerierNanos());
        return !same;
    }

    /** Two without an address cannot tell who goes first: then both ask, which does no harm. */
    private boolean goesBeforeUs(IpAddress source) {
        return own == null || compare(source, own.source(protocol)) < 0;
    }

    private static int compare(IpAddress one, IpAddress two) {
        boolean nobody = isNobody(one);
        if (nobody || isNobody(two)) return Boolean.compare(nobody, isNobody(two));
        return one.compareTo(two);
    }

    private static boolean isNobody(IpAddress address) {
        return address.high() == 0 && address.low() == 0;
    }

    private void asked(long now, long response, long until) {
        if (!isAsked || askedUntil - now <= 0) answeredFrom = now + response;
        if (!isAsked || askedUntil - until < 0) askedUntil = until;
        isAsked = true;
    }

    /** Whether another querier has just been given up. */
    boolean expire(long now) {
        if (isAsked && askedUntil - now <= 0) isAsked = false;
        if (other == null || other.until - now > 0) return false;
        forget(now);
        return true;
    }

    /** Whether the other querier was behind this port: then it is given up. */
    boolean forget(SnoopedPort port, long now) {
        if (other == null || other.port != port) return false;
        forget(now);
        return true;
    }

    private void forget(long now) {
        other = null;
        timing = configured;
        firstQueries = 1;
        nextQuery = now;
    }

    /** The general question that is due now, or null. */
    @Nullable
    Query due(long now) {
        QuerierSettings mine = elected();
        if (mine == null || now - nextQuery < 0) return null;
        asked(now, configured.maxResponseNanos(), now + configured.otherQuerierNanos());
        firstQueries = Math.max(firstQueries - 1, 0);
        nextQuery = now + (firstQueries > 0 ? configured.startupIntervalNanos() : configured.intervalNanos());
        return general(mine);
    }

    /** A general question, in the words of this switch. */
    Query general(QuerierSettings mine) {
        return question(mine, null, configured.maxResponseNanos(), List.of());
    }

    /** A question about a group, or some of its sources. */
    Query question(QuerierSettings mine, @Nullable IpAddress group, long response, List<IpAddress> sources) {
        return new Query(
                mine.version(protocol),
                group,
                response,
                false,
                configured.robustness(),
                configured.intervalNanos(),
                sources);
    }
}
