package viridian.vswitch.multicast;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the hosts behind one port want of one group, straight from the tables of RFC 3376 section 6.4: the record (mode, X, Y)
 * with a timer for the group and for each source of X; sets of strings, and no thought for speed.
 */
final class ListenerModel {

    private final long interval;
    private final long lastMember;
    private boolean exclude;
    private long groupTimer;
    private Map<String, Long> x = new HashMap<>();
    private Set<String> y = new HashSet<>();
    private long olderUntil = Long.MIN_VALUE;

    ListenerModel(long interval, long lastMember) {
        this.interval = interval;
        this.lastMember = lastMember;
    }

    boolean isGone() {
        return !exclude && x.isEmpty();
    }

    boolean wants(String source) {
        return exclude ? !y.contains(source) : x.containsKey(source);
    }

    void olderReport(long now) {
        olderUntil = now + interval;
        isExclude(Set.of(), now);
    }

    /** @param asked when the queries leave that the table wants sent */
    void report(GroupRecord.Type type, Set<String> a, long now, long asked) {
        boolean older = olderUntil > now;
        switch (type) {
            case IS_INCLUDE, ALLOW -> allow(a, now);
            case IS_EXCLUDE -> isExclude(a, now);
            case TO_EXCLUDE -> toExclude(older ? Set.of() : a, now, asked);
            case TO_INCLUDE -> toInclude(a, now, asked);
            case BLOCK -> {
                if (!older) block(a, asked);
            }
        }
    }

    private void allow(Set<String> a, long now) {
        y.removeAll(a);
        for (String source : a) x.put(source, now + interval);
    }

    private void isExclude(Set<String> a, long now) {
        Map<String, Long> newX = new HashMap<>();
        Set<String> newY = new HashSet<>();
        for (String source : a) {
            if (!exclude) {
                if (x.containsKey(source)) newX.put(source, x.get(source)); // A*B
                else newY.add(source); // B-A
            } else if (y.contains(source)) {
                newY.add(source); // Y*A
            } else {
                newX.put(source, x.getOrDefault(source, now + interval)); // (A-X-Y) = GMI
            }
        }
        become(newX, newY, now);
    }

    private void toExclude(Set<String> a, long now, long asked) {
        Map<String, Long> newX = new HashMap<>();
        Set<String> newY = new HashSet<>();
        for (String source : a) {
            if (!exclude) {
                if (x.containsKey(source)) newX.put(source, x.get(source));
                else newY.add(source);
            } else if (y.contains(source)) {
                newY.add(source);
            } else {
                newX.put(source, x.getOrDefault(source, groupTimer)); // (A-X-Y) = Group Timer
            }
        }
        become(newX, newY, now);
        ask(newX.keySet(), asked); // Q(G, A*B) and Q(G, A-Y)
    }

    private void become(Map<String, Long> newX, Set<String> newY, long now) {
        x = newX;
        y = newY;
        exclude = true;
        groupTimer = now + interval;
    }

    private void toInclude(Set<String> a, long now, long asked) {
        Set<String> others = new HashSet<>(x.keySet());
        others.removeAll(a);
        allow(a, now);
        ask(others, asked); // Q(G, A-B) and Q(G, X-A)
        if (exclude) groupTimer = Math.min(groupTimer, asked + lastMember); // Q(G)
    }

    private void block(Set<String> a, long asked) {
        Set<String> doubted = new HashSet<>();
        for (String source : a) {
            if (exclude && !y.contains(source)) x.putIfAbsent(source, groupTimer); // (A-X-Y) = Group Timer
            if (x.containsKey(source)) doubted.add(source);
        }
        ask(doubted, asked); // Q(G, A*B) and Q(G, A-Y)
    }

    private void ask(Set<String> sources, long asked) {
        for (String source : Set.copyOf(sources)) x.computeIfPresent(source, (s, t) -> Math.min(t, asked + lastMember));
    }

    void expire(long now) {
        for (String source : Set.copyOf(x.keySet())) {
            if (x.getOrDefault(source, 0L) > now) continue;
            x.remove(source);
            if (exclude) y.add(source);
        }
        if (exclude && groupTimer <= now) {
            exclude = false;
            y.clear();
        }
    }
}
