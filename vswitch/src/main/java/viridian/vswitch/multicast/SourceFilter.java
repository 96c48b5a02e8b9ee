package viridian.vswitch.multicast;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import viridian.vswitch.packet.IpAddress;

/**
 * Whose frames to one group the hosts behind one port want, put together from what each of them tells: the router's table of
 * RFC 3376 section 6.4 and RFC 3810 section 7.4. Either some sources only, each until its time is up; or all sources but
 * some, until the time of the filter is up.
 *
 * <p>Times are compared by difference, so the clock may begin anywhere.
 */
final class SourceFilter {

    /** Our choice: beyond it the hosts get the frames of every source, which is too much but never too little. */
    static final int MOST_SOURCES = 64;

    private boolean excludes;

    /** When {@link #excludes} ends. */
    private long excludesUntil;

    /** Sources somebody asked for by name, and until when. */
    private final Map<IpAddress, Long> wanted = new LinkedHashMap<>();

    /** Sources nobody wants; only while {@link #excludes}. */
    private final Set<IpAddress> blocked = new HashSet<>();

    boolean excludes() {
        return excludes;
    }

    /** Whether nobody wants anything. */
    boolean isEmpty() {
        return !excludes && wanted.isEmpty();
    }

    /** When the last wish ends. */
    long until() {
        return wanted.values().stream().reduce(excludes ? excludesUntil : Long.MIN_VALUE, Math::max);
    }

    SourceWish wish() {
        return new SourceWish(excludes, excludes ? Set.copyOf(blocked) : Set.copyOf(wanted.keySet()));
    }

    Set<IpAddress> wanted() {
        return Set.copyOf(wanted.keySet());
    }

    /** Somebody wants these sources. */
    void include(Collection<IpAddress> sources, long until) {
        for (IpAddress source : sources) {
            blocked.remove(source);
            wanted.put(source, until);
        }
        limit(until);
    }

    /**
     * Somebody wants all sources but these. Those others asked for by name stay; those not known before are given the
     * benefit of the doubt if so far nothing was blocked for lack of a list.
     *
     * @param until when this ends
     * @param doubtUntil until when a source is let through of which it is not known that nobody wants it
     */
    void exclude(Collection<IpAddress> sources, long until, long doubtUntil) {
        Map<IpAddress, Long> stillWanted = new LinkedHashMap<>();
        Set<IpAddress> stillBlocked = new HashSet<>();
        for (IpAddress source : sources) {
            Long known = wanted.get(source);
            if (known != null) stillWanted.put(source, known);
            else if (!excludes || blocked.contains(source)) stillBlocked.add(source);
            else stillWanted.put(source, doubtUntil);
        }
        wanted.clear();
        wanted.putAll(stillWanted);
        blocked.clear();
        blocked.addAll(stillBlocked);
        excludes = true;
        excludesUntil = until;
        limit(until);
    }

    /** Somebody no longer wants these sources; whether others do is to be asked. */
    void doubt(Collection<IpAddress> sources) {
        if (!excludes) return;
        for (IpAddress source : sources) {
            if (!blocked.contains(source)) wanted.putIfAbsent(source, excludesUntil);
        }
        limit(excludesUntil);
    }

    private void limit(long until) {
        if (wanted.size() + blocked.size() <= MOST_SOURCES) return;
        wanted.clear();
        blocked.clear();
        if (!excludes || excludesUntil - until < 0) excludesUntil = until;
        excludes = true;
    }

    /** When the wish for all sources ends, if there is one. */
    long excludesUntil() {
        return excludesUntil;
    }

    /** The wish for all sources ends at this time, or earlier if it would have. */
    void shorten(long until) {
        if (excludesUntil - until > 0) excludesUntil = until;
    }

    /** The wish for these sources ends at this time, or earlier if it would have. */
    void shorten(Collection<IpAddress> sources, long until) {
        for (IpAddress source : sources) {
            wanted.computeIfPresent(source, (any, known) -> known - until > 0 ? until : known);
        }
    }

    /** Ends what has had its time. */
    void expire(long now) {
        List<IpAddress> over = wanted.entrySet().stream()
                .filter(each -> each.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        wanted.keySet().removeAll(over);
        if (excludes) blocked.addAll(over);
        if (excludes && excludesUntil - now <= 0) {
            excludes = false;
            blocked.clear();
        }
    }
}
