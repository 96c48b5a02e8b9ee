package viridian.lab;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import viridian.lab.check.BootOutcome;
import viridian.lab.host.GuestHosts;
import viridian.lab.host.GuestObserver;
import viridian.lab.host.LabHost;
import viridian.lab.host.ServingHost;
import viridian.lab.host.linux.Wire;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Attachment;
import viridian.lab.topology.Host;
import viridian.lab.topology.Network;
import viridian.lab.topology.Reach;
import viridian.lab.topology.Topology;
import viridian.lab.world.World;
import viridian.offload.task.FinishingNic;
import viridian.vswitch.FrameObserver;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/** A plan brought to life: its networks are switches, its hosts speak. Closing it leaves nothing behind. */
public final class Lab implements AutoCloseable {

    private final Topology plan;
    private final Closing closing = new Closing();
    private final Closing speaking = new Closing();
    private final Map<String, VirtualSwitch> networks = new LinkedHashMap<>();
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private Optional<GuestHosts> guests = Optional.empty();
    private Map<String, Wire> realWires = Map.of();

    private Lab(Topology plan) {
        this.plan = plan;
    }

    /**
     * Brings a plan to life.
     *
     * @param form which world surrounds the switches
     * @param observer watches every port of every network
     * @throws IOException if the surroundings lack something the plan needs; nothing is left of the attempt then
     */
    public static Lab start(Topology plan, Form form, FrameObserver observer) throws IOException {
        return start(plan, form, observer, GuestObserver.NOBODY);
    }

    /**
     * As {@link #start(Topology, Form, FrameObserver)}, with somebody who looks at the guests too.
     *
     * @param observer null if nobody is to watch the ports
     */
    public static Lab start(Topology plan, Form form, @Nullable FrameObserver observer, GuestObserver guests)
            throws IOException {
        Lab lab = new Lab(plan);
        try {
            lab.build(form, observer, guests);
            return lab;
        } catch (IOException | RuntimeException | Error failed) {
            lab.closeAfter(failed);
            throw failed;
        }
    }

    private void build(Form form, @Nullable FrameObserver observer, GuestObserver guestObserver) throws IOException {
        ScheduledExecutorService ticker = closing.last(
                Executors.newSingleThreadScheduledExecutor(Lab::daemon), ScheduledExecutorService::shutdownNow);
        World world = closing.last(form.surround(plan, System::nanoTime, ticker), World::close);
        GuestHosts guests = closing.last(
                new GuestHosts(plan.profile(), System::nanoTime, ticker, guestObserver), GuestHosts::close);
        for (Network network : plan.networks()) addNetwork(network, observer);
        for (Network network : plan.networks()) addUplink(network, world);
        closing.last(speaking, Closing::close);
        this.guests = Optional.of(guests);
        // Who asks for an address when it starts finds those up who have some to give.
        for (Host host : serversFirst()) {
            LabHost running = speaking.last(start(host, world, guests), LabHost::close);
            hosts.put(host.name(), running);
            Provision.of(plan, host, running);
        }
        realWires = world.realWires();
    }

    private List<Host> serversFirst() {
        return plan.hosts().stream()
                .sorted(Comparator.comparing(host -> host.serves().isEmpty()))
                .toList();
    }

    private static Thread daemon(Runnable work) {
        return Thread.ofPlatform().name("lab-ticker").daemon().unstarted(work);
    }

    private void addNetwork(Network network, @Nullable FrameObserver observer) {
        SwitchSettings settings = SwitchSettings.named(network.name())
                .withHub(network.hub())
                .withAgeingNanos(TimeUnit.SECONDS.toNanos(network.ageingSeconds()));
        VirtualSwitch vswitch = closing.last(new VirtualSwitch(settings, System::nanoTime), VirtualSwitch::close);
        if (observer != null) vswitch.observe(observer);
        networks.put(network.name(), vswitch);
    }

    private void addUplink(Network network, World world) throws IOException {
        if (!(network.reach() instanceof Reach.External(String nic))) return;
        PortSettings uplink = PortSettings.network(nic)
                .withVlan(new VlanMode.Trunk(VlanSet.ALL, VlanMode.UNTAGGED_DOMAIN))
                .withMaxFrame(network.mtu() + Frame.HEADER_BYTES);
        network(network.name()).plug(uplink, FinishingNic.outgoing(world.uplink(plan.nic(nic))));
    }

    private LabHost start(Host host, World world, GuestHosts guests) throws IOException {
        return switch (host.kind()) {
            case PARENT -> guests.parent(host, this::plug);
            case CHILD -> guests.child(host, this::plug);
            case MACHINE -> world.machine(host, this::plug);
        };
    }

    private void plug(Adapter adapter, Nic near) {
        if (!(adapter.attachment() instanceof Attachment.ToNetwork(String name))) {
            throw new IllegalArgumentException(adapter.name() + " is on no network");
        }
        PortSettings settings = PortSettings.guest(adapter.name().toString())
                .withAddress(adapter.mac())
                .withVlan(adapter.vlan())
                .withMaxFrame(plan.network(name).mtu() + Frame.HEADER_BYTES);
        network(name).plug(settings, FinishingNic.outgoing(near));
    }

    /** The plan this lab was made from. */
    public Topology plan() {
        return plan;
    }

    /**
     * A running host.
     *
     * @throws IllegalArgumentException if the plan has none of that name
     */
    public LabHost host(String name) {
        LabHost host = hosts.get(name);
        if (host == null) throw new IllegalArgumentException("there is no host '" + name + "' in " + plan.name());
        return host;
    }

    /**
     * What came of starting a child over the network by an adapter, see {@link GuestHosts#boot}.
     *
     * @throws IllegalArgumentException if its host was not started from it, and could have been
     */
    public BootOutcome boot(AdapterName from) {
        return guests.orElseThrow().boot(plan.adapter(from));
    }

    /** What the hosts that serve have given, a sentence each. */
    public List<String> served() {
        return hosts.values().stream()
                .filter(ServingHost.class::isInstance)
                .flatMap(host -> ((ServingHost) host).served().stream().map(sentence -> host.name() + " " + sentence))
                .toList();
    }

    /**
     * The switch a network is made of.
     *
     * @throws IllegalArgumentException if the plan has no network of that name
     */
    public VirtualSwitch network(String name) {
        VirtualSwitch network = networks.get(name);
        if (network == null) throw new IllegalArgumentException("there is no network '" + name + "' in " + plan.name());
        return network;
    }

    public List<VirtualSwitch> networks() {
        return List.copyOf(networks.values());
    }

    /** The wires a program of this machine can listen on, by their physical adapter; none in the embedded form. */
    public Map<String, Wire> realWires() {
        return realWires;
    }

    /** Ends the hosts: nobody speaks any more, while networks and wires are still there to be listened to. */
    public void hush() throws IOException {
        speaking.close();
    }

    /**
     * Ends hosts, networks and what surrounds them, in the reverse order of their beginning. May be called twice, and by
     * a thread that is interrupted: it leaves nothing either.
     */
    @Override
    public void close() throws IOException {
        closing.close();
    }

    private void closeAfter(Throwable failed) {
        try {
            close();
        } catch (IOException | RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }
}
