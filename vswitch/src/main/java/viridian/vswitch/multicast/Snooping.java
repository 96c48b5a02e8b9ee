package viridian.vswitch.multicast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Clockwork;
import viridian.vswitch.DropReason;
import viridian.vswitch.Passage;
import viridian.vswitch.Port;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchExtension;
import viridian.vswitch.Verdict;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.multicast.GroupMessage.Query;

/**
 * Reads along when hosts and routers talk about multicast groups, and sends multicast where somebody listens (RFC 4541).
 *
 * <p>A message about groups is dealt with under a lock, and what the switch itself has to say waits for the next tick: nothing
 * is sent while a frame is being carried. Frames that carry data only look at a {@link DomainView}.
 */
public final class Snooping implements SwitchExtension, Clockwork {

    private static final int PROTOCOLS = GroupProtocol.values().length;

    private final VirtualSwitch vswitch;
    private final SnoopingHook hook = new SnoopingHook(this);

    /** By VLAN and protocol; null where nothing is known. */
    private final AtomicReferenceArray<@Nullable DomainView> views =
            new AtomicReferenceArray<>(VlanDomains.VLANS * PROTOCOLS);

    /** Held while anything below is used; never while a frame is handed on. */
    private final Object lock = new Object();

    private SnoopingSettings settings;
    private VlanDomains vlans = new VlanDomains(List.of());
    private final Map<Port, SnoopedPort> ports = new LinkedHashMap<>();
    private final Map<Integer, Domain> domains = new TreeMap<>();
    private final List<Question> questions = new ArrayList<>();
    private final Tally tally = new Tally();
    private boolean isStale = true;

    /** What is to be sent at the end of a tick. */
    private record Question(Port to, Frame frame) {}

    private static final class Tally {
        long queries;
        long reports;
        long leaves;
        long hellos;
        long foreign;
        long broken;
        long refused;
        long fromNoRouter;
        long asked;
    }

    /** What the domains are told of the switch. */
    private final Outside outside = new Outside() {
        @Override
        public void send(SnoopedPort to, int vlan, GroupProtocol protocol, Query query) {
            QuerierSettings own = settings.querier();
            if (own == null) return;
            questions.add(
                    new Question(to.port(), QueryFrame.of(protocol, query, vlan, own.address(), own.source(protocol))));
            tally.asked++;
        }

        @Override
        public void tell(MulticastEvent event) {
            vswitch.events().publish(event);
        }

        @Override
        public boolean hasRoom() {
            return groupCount() < settings.groupLimit();
        }
    };

    /** @param vswitch the switch it is to be given to by {@link VirtualSwitch#extend} */
    public Snooping(VirtualSwitch vswitch, SnoopingSettings settings) {
        this.vswitch = vswitch;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "snooping";
    }

    @Override
    public Kind kind() {
        return Kind.FORWARDING;
    }

    public SnoopingSettings settings() {
        synchronized (lock) {
            return settings;
        }
    }

    /** Gives snooping other settings. When this returns, every frame is handled by them. */
    public void change(SnoopingSettings wanted) {
        synchronized (lock) {
            settings = wanted;
            isStale = true;
        }
        vswitch.refresh();
    }

    // Called by the switch.

    /** A hub sends everything everywhere, and this must not keep it from doing so. */
    @Override
    public @Nullable PortHook at(Port port, PortSettings wanted, @Nullable PortHook before) {
        synchronized (lock) {
            // These settings may yet be refused, so nothing is done about them but to look again soon. A port that is
            // gone,
            // however, must not leave its groups to the next one in its socket.
            if (ports.keySet().stream().anyMatch(known -> !known.isPlugged())) update(vswitch.now());
            isStale = true;
            return settings.enabled() && !vswitch.settings().hub() ? hook : null;
        }
    }

    /** What is known of a VLAN, for the frame path. */
    @Nullable
    DomainView view(int vlan, GroupProtocol protocol) {
        return views.getAcquire(vlan * PROTOCOLS + protocol.place());
    }

    /** A frame has come in that carries a message about groups, or looks like it. */
    Verdict message(Frame frame, Passage passage) {
        HeardMessage heard = HeardMessage.read(frame);
        if (heard == null) return Verdict.PASS;
        if (passage.isRehearsal()) return rehearse(frame, passage, heard);
        synchronized (lock) {
            return message(frame, passage, heard);
        }
    }

    private Verdict message(Frame frame, Passage passage, HeardMessage heard) {
        long now = passage.now();
        refresh(now);
        SnoopedPort from = ports.get(passage.from());
        if (from == null || !from.delivers() || !passage.from().state().delivers()) return Verdict.PASS;
        count(heard.message());
        Verdict refused = refuses(from.feature(), heard.message());
        if (refused != null) {
            if (!(heard.message() instanceof GroupMessage.Broken)) tally.fromNoRouter++;
            return refused;
        }
        Domain domain = domain(vlans.domain(frame.vlan()), heard.protocol(), now);
        if (domain == null || heard.message() instanceof GroupMessage.Foreign) return Verdict.PASS;
        boolean granted = domain.hear(from, frame.source(), heard, now);
        show(domain, now);
        if (!granted) {
            tally.refused++;
            return Verdict.drop(DropReason.FILTERED);
        }
        return isForRouters(heard.message()) ? toRouters(domain.view(now), passage) : Verdict.PASS;
    }

    /** Why a message is dropped whatever it says, or null. */
    private static @Nullable Verdict refuses(MulticastPort port, GroupMessage message) {
        if (message instanceof GroupMessage.Broken) return Verdict.drop(DropReason.INVALID_PACKET);
        boolean asRouter = message instanceof Query || message instanceof GroupMessage.RouterHello;
        return asRouter && port.router() == RouterPort.NEVER ? Verdict.drop(DropReason.ROUTER_GUARD) : null;
    }

    private static boolean isForRouters(GroupMessage message) {
        return message instanceof GroupMessage.Report
                || message instanceof GroupMessage.Leave
                || message instanceof GroupMessage.Records;
    }

    /** Other hosts must not hear reports, or they would keep theirs to themselves (RFC 4541 section 2.1.1). */
    private static Verdict toRouters(DomainView view, Passage passage) {
        boolean toItself = view.routers().contains(passage.from());
        if (view.routerCount() == (toItself ? 1 : 0)) return Verdict.TAKEN;
        passage.only(view.routers());
        return Verdict.PASS;
    }

    private Verdict rehearse(Frame frame, Passage passage, HeardMessage heard) {
        passage.tell(Reasons.ofMessage(heard));
        MulticastPort feature = passage.from().settings().feature(MulticastPort.class);
        Verdict refused = refuses(feature == null ? MulticastPort.USUAL : feature, heard.message());
        if (refused != null) return refused;
        DomainView view = view(frame.vlan(), heard.protocol());
        if (!isForRouters(heard.message()) || !passage.from().state().delivers()) return Verdict.PASS;
        if (view == null) return isSnooped(frame.vlan()) ? Verdict.TAKEN : Verdict.PASS;
        passage.tell("the switch remembers it, and only routers hear it");
        return toRouters(view, passage);
    }

    private boolean isSnooped(int vlan) {
        synchronized (lock) {
            return settings.enabled() && !settings.except().contains(vlans.domain(vlan));
        }
    }

    private void count(GroupMessage message) {
        switch (message) {
            case Query query -> tally.queries++;
            case GroupMessage.Report report -> tally.reports++;
            case GroupMessage.Records report -> tally.reports++;
            case GroupMessage.Leave leave -> tally.leaves++;
            case GroupMessage.RouterHello hello -> tally.hellos++;
            case GroupMessage.Foreign foreign -> tally.foreign++;
            case GroupMessage.Broken broken -> tally.broken++;
        }
    }

    @Override
    public void tick(long now) {
        List<Question> due;
        synchronized (lock) {
            update(now);
            for (Domain domain : domains.values()) {
                domain.tick(now);
                show(domain, now);
            }
            due = List.copyOf(questions);
            questions.clear();
        }
        for (Question question : due) question.to().emitInside(question.frame());
    }

    // Keeping up with the switch.

    /** Between two ticks: only if something is known to have changed. */
    private void refresh(long now) {
        if (isStale) update(now);
    }

    /** Looks at the switch's ports again, and acts upon what has changed. */
    private void update(long now) {
        List<Port> plugged = settings.enabled() ? vswitch.ports() : List.of();
        boolean changed = isStale;
        changed |= ports.keySet().retainAll(new HashSet<>(plugged));
        for (Port port : plugged) {
            SnoopedPort known = ports.get(port);
            if (known == null) ports.put(port, new SnoopedPort(port));
            changed |= known == null || known.update();
        }
        Set<Integer> used = usedDomains();
        changed |=
                domains.values().removeIf(domain -> domain.isIdle() && !used.contains(domain.vlan()) && hide(domain));
        isStale = false;
        if (!changed) return;
        updateVlans();
        for (int vlan : usedDomains()) {
            for (GroupProtocol protocol : GroupProtocol.values()) domain(vlan, protocol, now);
        }
        for (Domain domain : List.copyOf(domains.values())) update(domain, now);
    }

    private void updateVlans() {
        List<VlanMode> modes =
                ports.values().stream().map(port -> port.settings().vlan()).toList();
        VlanDomains now = new VlanDomains(modes);
        if (now.equals(vlans)) return;
        // Groups of a VLAN that has become part of another are of no use there; they are reported again soon.
        for (Domain domain : List.copyOf(domains.values())) {
            hide(domain);
            if (now.domain(domain.vlan()) != domain.vlan()) end(domain);
        }
        vlans = now;
    }

    /** Forgets a domain, and tells what was known in it. */
    private void end(Domain domain) {
        domain.settings(settings, vlans, List.of(), vswitch.now());
        hide(domain);
        domains.remove(key(domain.vlan(), domain.protocol()));
    }

    private void update(Domain domain, long now) {
        Collection<SnoopedPort> members = membersOf(domain.vlan());
        if (members.isEmpty() || !isOn(domain.vlan())) {
            end(domain);
            return;
        }
        domain.settings(settings, vlans, members, now);
        show(domain, now);
    }

    private boolean isOn(int vlan) {
        return settings.enabled() && !settings.except().contains(vlan);
    }

    private List<SnoopedPort> membersOf(int vlan) {
        List<Integer> all = vlans.vlans(vlan);
        return ports.values().stream()
                .filter(SnoopedPort::delivers)
                .filter(port -> vlans.carries(port.settings().vlan(), all))
                .toList();
    }

    /** The domains in which stations are without a tag, or that an administrator has named: here the switch may ask. */
    private Set<Integer> usedDomains() {
        Set<Integer> used = new HashSet<>();
        for (SnoopedPort port : ports.values()) {
            used.add(vlans.domain(port.settings().vlan().untagged()));
            for (StaticGroup order : port.feature().groups()) used.add(vlans.domain(order.vlan()));
        }
        used.removeIf(vlan -> vlan == VlanMode.NO_NATIVE || !isOn(vlan));
        return used;
    }

    /** The domain of a VLAN, or null where snooping is off. */
    private @Nullable Domain domain(int vlan, GroupProtocol protocol, long now) {
        if (!isOn(vlan)) return null;
        Domain known = domains.get(key(vlan, protocol));
        if (known != null) return known;
        Domain fresh = new Domain(vlan, protocol, settings, outside);
        domains.put(key(vlan, protocol), fresh);
        fresh.settings(settings, vlans, membersOf(vlan), now);
        return fresh;
    }

    private static int key(int vlan, GroupProtocol protocol) {
        return vlan * PROTOCOLS + protocol.place();
    }

    private void show(Domain domain, long now) {
        DomainView view = domain.view(now);
        if (view(domain.vlan(), domain.protocol()) != view) show(domain, view);
    }

    private boolean hide(Domain domain) {
        show(domain, null);
        return true;
    }

    private void show(Domain domain, @Nullable DomainView view) {
        for (int vlan : vlans.vlans(domain.vlan())) views.setRelease(key(vlan, domain.protocol()), view);
    }

    private int groupCount() {
        return domains.values().stream()
                .mapToInt(domain -> domain.groups().size())
                .sum();
    }

    // What there is to see.

    /** The table of groups, by VLAN, group and port. */
    public List<GroupEntry> groups() {
        synchronized (lock) {
            long now = vswitch.now();
            refresh(now);
            return domains.values().stream()
                    .flatMap(domain -> SnoopingState.groups(domain, now).stream())
                    .toList();
        }
    }

    /** The ports behind which multicast routers are. */
    public List<RouterPortEntry> routerPorts() {
        synchronized (lock) {
            long now = vswitch.now();
            refresh(now);
            return domains.values().stream()
                    .flatMap(domain -> SnoopingState.routerPorts(domain, now).stream())
                    .toList();
        }
    }

    /** Who asks, in every VLAN where something is known. */
    public List<QuerierEntry> queriers() {
        synchronized (lock) {
            long now = vswitch.now();
            refresh(now);
            return domains.values().stream()
                    .map(domain -> SnoopingState.querier(domain, now))
                    .toList();
        }
    }

    public SnoopingCounts counts() {
        synchronized (lock) {
            return new SnoopingCounts(
                    tally.queries,
                    tally.reports,
                    tally.leaves,
                    tally.hellos,
                    tally.foreign,
                    tally.broken,
                    tally.refused,
                    tally.fromNoRouter,
                    tally.asked);
        }
    }
}
