package viridian.vswitch.multicast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;
import viridian.vswitch.PortSet;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.IpAddress;

/**
 * One VLAN and one of the two protocols: which groups are listened to behind which ports, where the routers are, and who asks.
 * Called by one thread at a time.
 */
final class Domain {

    private final int vlan;
    private final GroupProtocol protocol;
    private final Outside outside;
    private SnoopingSettings settings;
    private final Set<SnoopedPort> ports = new LinkedHashSet<>();
    private final Map<IpAddress, Group> groups = new TreeMap<>();
    private final Map<IpAddress, Destinations> destinations = new HashMap<>();
    private final RouterPorts routers = new RouterPorts();
    private final Querier querier;

    /** Ports that have just begun to forward: whoever is there is asked without delay. */
    private final Set<SnoopedPort> newcomers = new LinkedHashSet<>();

    /** What is shown to the frame path; null when it is to be made anew. */
    private @Nullable DomainView view;

    private boolean wasAnswered;

    Domain(int vlan, GroupProtocol protocol, SnoopingSettings settings, Outside outside) {
        this.vlan = vlan;
        this.protocol = protocol;
        this.settings = settings;
        this.outside = outside;
        this.querier = new Querier(protocol, settings.timing());
    }

    int vlan() {
        return vlan;
    }

    GroupProtocol protocol() {
        return protocol;
    }

    Querier querier() {
        return querier;
    }

    /** Whether frames go where somebody listens: so it was when the frame path was last told. */
    boolean isAnswered() {
        return wasAnswered;
    }

    RouterPorts routers() {
        return routers;
    }

    Map<IpAddress, Group> groups() {
        return groups;
    }

    // What the administrator says.

    /** These ports carry the VLAN and forward, under these settings; what is known of any other port is forgotten. */
    void settings(SnoopingSettings wanted, VlanDomains vlans, Collection<SnoopedPort> members, long now) {
        if (!wanted.equals(settings)) view = null;
        settings = wanted;
        boolean asked = querier.elected() != null;
        querier.settings(wanted.querier(), wanted.timing(), now);
        if (!asked && querier.elected() != null) elected();
        for (SnoopedPort port : List.copyOf(ports)) {
            if (!members.contains(port)) forget(port, now);
        }
        for (SnoopedPort port : members) {
            if (ports.add(port)) newcomers.add(port);
        }
        if (routers.settings(ports)) routersChanged();
        orderGroups(vlans);
    }

    private void orderGroups(VlanDomains vlans) {
        Map<IpAddress, Set<SnoopedPort>> orders = new HashMap<>();
        for (SnoopedPort port : ports) {
            for (StaticGroup order : port.feature().groups()) {
                int where = order.vlan() == StaticGroup.OWN_VLAN
                        ? port.settings().vlan().untagged()
                        : order.vlan();
                if (vlans.domain(where) != vlan || GroupProtocol.of(order.group()) != protocol) continue;
                orders.computeIfAbsent(order.group(), any -> new LinkedHashSet<>())
                        .add(port);
            }
        }
        for (IpAddress address : orders.keySet()) groups.computeIfAbsent(address, any -> new Group());
        for (IpAddress address : List.copyOf(groups.keySet())) {
            Group group = group(address);
            Set<SnoopedPort> wanted = orders.getOrDefault(address, Set.of());
            if (group.ordered().equals(wanted)) continue;
            group.ordered().clear();
            group.ordered().addAll(wanted);
            changed(address, group);
        }
    }

    private Group group(IpAddress address) {
        return groups.computeIfAbsent(address, any -> new Group());
    }

    private void forget(SnoopedPort port, long now) {
        ports.remove(port);
        newcomers.remove(port);
        for (IpAddress address : List.copyOf(groups.keySet())) {
            Group group = group(address);
            boolean had = group.ordered().remove(port);
            Membership member = group.member(port);
            if (member != null) remove(address, group, member);
            else if (had) changed(address, group);
        }
        if (routers.forget(port)) routerLost(port);
        if (querier.forget(port, now)) querierGone();
    }

    // What is heard.

    /**
     * A message has come in that is neither broken nor foreign.
     *
     * @param host the Ethernet address of its sender
     * @return false if it asks for groups and is granted none of them
     */
    boolean hear(SnoopedPort from, long host, HeardMessage heard, long now) {
        return switch (heard.message()) {
            case Query query -> {
                hearQuery(query, heard.source(), from, now);
                yield true;
            }
            case GroupMessage.RouterHello hello -> {
                hearRouter(from, now);
                yield true;
            }
            case GroupMessage.Report report ->
                record(
                        new GroupRecord(GroupRecord.Type.IS_EXCLUDE, report.group(), List.of()),
                        report.version(),
                        from,
                        host,
                        now);
            case GroupMessage.Leave leave ->
                record(
                        new GroupRecord(GroupRecord.Type.TO_INCLUDE, leave.group(), List.of()),
                        protocol.newest(),
                        from,
                        host,
                        now);
            case GroupMessage.Records report -> {
                boolean granted = report.records().isEmpty();
                for (GroupRecord told : report.records()) granted |= record(told, report.version(), from, host, now);
                yield granted;
            }
            case GroupMessage.Foreign foreign -> true;
            case GroupMessage.Broken broken -> true;
        };
    }

    private void hearQuery(Query query, IpAddress source, SnoopedPort from, long now) {
        hearRouter(from, now);
        if (query.isGeneral()) {
            if (querier.hear(query, source, from, now)) {
                outside.tell(new MulticastEvent.QuerierElected(vlan, protocol.name(), source.toString(), from.name()));
            }
            return;
        }
        // Who asks by itself has begun its own count already, and trusts nobody else's.
        if (query.suppressed() || querier.elected() != null) return;
        Group group = groups.get(query.group());
        if (group == null) return;
        LastCallRules rules = new LastCallRules(
                query.version(),
                query.robustness() == 0 ? settings.lastMemberCount() : query.robustness(),
                query.maxResponseNanos());
        for (Membership member : group.members()) {
            if (member.port() != from) member.asked(query.sources(), now + rules.patienceNanos());
        }
    }

    private void hearRouter(SnoopedPort from, long now) {
        if (!routers.hear(from, now + querier.timing().otherQuerierNanos())) return;
        outside.tell(new MulticastEvent.RouterPortFound(from.name(), vlan, protocol.name()));
        routersChanged();
    }

    private boolean record(GroupRecord told, int version, SnoopedPort from, long host, long now) {
        if (GroupProtocol.isForEverybody(told.group())) return true;
        Group group = groups.get(told.group());
        Membership member = group == null ? null : group.member(from);
        if (member == null) {
            if (!told.asksForFrames()) return true;
            if (!from.mayJoin() || (group == null && !outside.hasRoom())) return false;
            group = group(told.group());
            member = new Membership(from, protocol);
            group.add(member);
            from.joined();
            outside.tell(new MulticastEvent.GroupJoined(
                    from.name(), vlan, told.group().toString()));
            changed(told.group(), group);
        }
        SourceWish before = member.wish();
        LastCallRules rules = settings.lastCallRules(protocol);
        member.hear(told, version, host, querier.elected() != null, rules, now, querier.timing());
        settle(told.group(), group(told.group()), member, before);
        return true;
    }

    /** A member's wish may have changed. */
    private void settle(IpAddress address, Group group, Membership member, SourceWish before) {
        if (member.isEmpty()) remove(address, group, member);
        else if (!member.wish().equals(before)) changed(address, group);
    }

    private void remove(IpAddress address, Group group, Membership member) {
        group.remove(member.port());
        member.port().left();
        outside.tell(new MulticastEvent.GroupLeft(member.port().name(), vlan, address.toString()));
        changed(address, group);
    }

    private void changed(IpAddress address, Group group) {
        view = null;
        if (group.isEmpty()) {
            groups.remove(address);
            destinations.remove(address);
        } else {
            destinations.put(address, group.destinations(routers.all()));
        }
    }

    private void routersChanged() {
        view = null;
        groups.forEach((address, group) -> destinations.put(address, group.destinations(routers.all())));
    }

    private void routerLost(SnoopedPort port) {
        if (!routers.isOrdered(port)) {
            outside.tell(new MulticastEvent.RouterPortLost(port.name(), vlan, protocol.name()));
        }
        routersChanged();
    }

    private void querierGone() {
        if (querier.elected() != null) elected();
        else outside.tell(new MulticastEvent.QuerierLost(vlan, protocol.name()));
    }

    private void elected() {
        QuerierSettings mine = querier.elected();
        String address = mine == null ? "" : mine.source(protocol).toString();
        outside.tell(new MulticastEvent.QuerierElected(vlan, protocol.name(), address, ""));
    }

    // Time.

    /** Does what is due: ends what has had its time, and asks. */
    void tick(long now) {
        for (SnoopedPort port : routers.expire(now)) routerLost(port);
        if (querier.expire(now)) querierGone();
        askInGeneral(now);
        for (IpAddress address : List.copyOf(groups.keySet())) {
            Group group = group(address);
            for (Membership member : List.copyOf(group.members())) tick(address, group, member, now);
        }
        if (querier.isAnswered(now) != wasAnswered) view = null;
    }

    private void tick(IpAddress address, Group group, Membership member, long now) {
        SourceWish before = member.wish();
        member.expire(now);
        settle(address, group, member, before);
        QuerierSettings mine = querier.elected();
        if (mine == null || member.isEmpty()) return;
        for (List<IpAddress> sources : member.due(now, settings.lastCallRules(protocol))) {
            Query question = querier.question(mine, address, settings.lastMemberIntervalNanos(), sources);
            outside.send(member.port(), vlan, protocol, question);
        }
    }

    private void askInGeneral(long now) {
        Query due = querier.due(now);
        QuerierSettings mine = querier.elected();
        if (due != null) {
            for (SnoopedPort port : ports) outside.send(port, vlan, protocol, due);
        } else if (mine != null) {
            for (SnoopedPort port : newcomers) outside.send(port, vlan, protocol, querier.general(mine));
        }
        newcomers.clear();
    }

    /** Whether nothing is known that would be lost with it. */
    boolean isIdle() {
        return groups.isEmpty() && routers.isQuiet() && querier.other() == null;
    }

    /** What the frame path is to go by. */
    DomainView view(long now) {
        DomainView known = view;
        if (known != null) return known;
        wasAnswered = querier.isAnswered(now);
        List<Port> behind = new ArrayList<>();
        routers.all().forEach(port -> behind.add(port.port()));
        PortSet routerPorts = PortSet.of(behind);
        DomainView fresh = new DomainView(
                wasAnswered,
                new AddressTable<>(destinations),
                settings.floodsUnregistered() ? null : routerPorts,
                routerPorts,
                behind.size());
        view = fresh;
        return fresh;
    }
}
