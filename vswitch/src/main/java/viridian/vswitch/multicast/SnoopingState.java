package viridian.vswitch.multicast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.packet.IpAddress;

/** What is known of a domain, as an administrator reads it. */
final class SnoopingState {

    private static final long SECOND = 1_000_000_000L;

    private SnoopingState() {}

    static List<GroupEntry> groups(Domain domain, long now) {
        List<GroupEntry> entries = new ArrayList<>();
        domain.groups().forEach((address, group) -> {
            for (SnoopedPort port : group.ordered()) {
                entries.add(new GroupEntry(
                        domain.vlan(), address.toString(), port.name(), "static", 0, "exclude", List.of(), 0));
            }
            for (Membership member : group.members()) entries.add(learned(domain, address, member, now));
        });
        return entries;
    }

    private static GroupEntry learned(Domain domain, IpAddress address, Membership member, long now) {
        SourceWish wish = member.wish();
        return new GroupEntry(
                domain.vlan(),
                address.toString(),
                member.port().name(),
                domain.protocol() + "v" + member.version(now),
                seconds(member.until(), now),
                wish.excludes() ? "exclude" : "include",
                wish.listed().stream().sorted().map(IpAddress::toString).toList(),
                member.hosts());
    }

    static List<RouterPortEntry> routerPorts(Domain domain, long now) {
        String protocol = domain.protocol().name();
        return domain.routers().all().stream()
                .map(port -> domain.routers().isOrdered(port)
                        ? new RouterPortEntry(domain.vlan(), protocol, port.name(), "static", 0)
                        : new RouterPortEntry(
                                domain.vlan(),
                                protocol,
                                port.name(),
                                "learned",
                                seconds(domain.routers().until(port), now)))
                .toList();
    }

    static QuerierEntry querier(Domain domain, long now) {
        Querier querier = domain.querier();
        boolean answered = domain.isAnswered();
        Querier.Other other = querier.other();
        if (other != null) {
            return entry(
                    domain,
                    "other",
                    other.address(),
                    other.version(),
                    other.port().name(),
                    seconds(other.until(), now),
                    answered);
        }
        QuerierSettings own = querier.elected();
        if (own == null) return entry(domain, "nobody", null, 0, "", 0, answered);
        GroupProtocol protocol = domain.protocol();
        return entry(
                domain,
                "this switch",
                own.source(protocol),
                own.version(protocol),
                "",
                seconds(querier.nextQuery(), now),
                answered);
    }

    private static QuerierEntry entry(
            Domain domain,
            String state,
            @Nullable IpAddress address,
            int version,
            String port,
            long seconds,
            boolean answered) {
        String shown = address == null ? "" : address.toString();
        return new QuerierEntry(
                domain.vlan(), domain.protocol().name(), state, shown, version, port, seconds, answered);
    }

    /** Whole seconds left, rounded up. */
    private static long seconds(long until, long now) {
        return Math.max(0, (until - now + SECOND - 1) / SECOND);
    }
}
