package viridian.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
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
import viridian.lab.host.QemuHost;
import viridian.lab.host.RealMachines;
import viridian.lab.host.ServingHost;
import viridian.lab.host.linux.Wire;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Attachment;
import viridian.lab.topology.Host;
import viridian.lab.topology.HostKind;
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
    private final Map<String, Duration> machineStarts = new LinkedHashMap<>();
    private Map<String, Wire> realWires = Map.of();

    private Lab(Topology plan) {
        this.plan = plan;
    }

    /**
     * Brings a plan to life.
     *
     * @param form which world surrounds the switches
     * @param observer watches every port of every network; null if nobody is to
     * @throws IOException if the surroundings lack something the plan needs; nothing is left of the attempt then
     */
    public static Lab start(Topology plan, Form form, @Nullable FrameObserver observer) throws IOException {
        return start(plan, form, observer, GuestObserver.NOBODY);
    }

    /**
     * As {@link #start(Topology, Form, FrameObserver)}, with somebody who looks at the guests too.
     *
     * @param observer null if nobody is to watch the ports
     */
    public static Lab start(Topology plan, Form form, @Nullable FrameObserver observer, GuestObserver guests)
            throws IOException {
        return start(plan, form, observer, guests, Optional.empty());
    }

    /**
     * As {@link #start(Topology, Form, FrameObserver, GuestObserver)}, with the logs of real machines kept.
     *
     * @param consoles the directory they go to, one file for each machine; none, if nobody is to read them
     */
    public static Lab start(
            Topology plan, Form form, @Nullable FrameObserver observer, GuestObserver guests, Optional<Path> consoles)
            throws IOException {
        Lab lab = new Lab(plan);
        try {
            lab.build(form, observer, guests, consoles);
            return lab;
        } catch (IOException | RuntimeException | Error failed) {
            lab.closeAfter(failed);
            throw failed;
        }
    }

    private void build(
            Form form, @Nullable FrameObserver observer, GuestObserver guestObserver, Optional<Path> consoles)
            throws IOException {
        ScheduledExecutorService ticker = closing.last(
                Executors.newSingleThreadScheduledExecutor(Lab::daemon), ScheduledExecutorService::shutdownNow);
        World world = closing.last(form.surround(plan, System::nanoTime, ticker), World::close);
        GuestHosts guests = closing.last(
                new GuestHosts(plan.profile(), System::nanoTime, ticker, guestObserver), GuestHosts::close);
        RealMachines machines = closing.last(new RealMachines(plan.name(), consoles), RealMachines::close);
        for (Network network : plan.networks()) addNetwork(network, observer);
        for (Network network : plan.networks()) addUplink(network, world);
        closing.last(speaking, Closing::close);
        this.guests = Optional.of(guests);
        startHosts(host -> start(host, world, guests, machines));
        realWires = world.realWires();
    }

    /** How a host is brought to life. */
    private interface Starting {
        LabHost start(Host host) throws IOException;
    }

    private void startHosts(Starting how) throws IOException {
        for (Host host : inOrder()) {
            LabHost running = noted(host, how.start(host));
            hosts.put(host.name(), running);
            Provision.of(plan, host, running);
        }
        for (LabHost running : hosts.values()) if (running instanceof QemuHost machine) awaitHealthy(machine);
    }

    /** A real machine takes seconds to end, too, and minds none of the others. */
    private LabHost noted(Host host, LabHost running) {
        return host.kind() == HostKind.QEMU
                ? speaking.beside(running, LabHost::close)
                : speaking.last(running, LabHost::close);
    }

    /**
     * Who asks for an address when it starts finds those up who have some to give. Real machines take seconds to come up: they
     * are switched on side by side before the others, and waited for last.
     */
    private List<Host> inOrder() {
        return plan.hosts().stream()
                .sorted(Comparator.comparing((Host host) -> host.serves().isEmpty())
                        .thenComparing(host -> host.kind() != HostKind.QEMU))
                .toList();
    }

    private void awaitHealthy(QemuHost machine) throws IOException {
        machine.awaitHealthy();
        if (machine.healthyNanos() > 0) machineStarts.put(machine.name(), Duration.ofNanos(machine.healthyNanos()));
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
        if (hasLimits(network)) Throttle.on(vswitch);
    }

    private boolean hasLimits(Network network) {
        return plan.hosts().stream()
                .flatMap(host -> host.adapters().stream())
                .anyMatch(adapter -> adapter.limitMegabits() > 0
                        && adapter.attachment().equals(new Attachment.ToNetwork(network.name())));
    }

    private void addUplink(Network network, World world) throws IOException {
        if (!(network.reach() instanceof Reach.External(String nic))) return;
        PortSettings uplink = PortSettings.network(nic)
                .withVlan(new VlanMode.Trunk(VlanSet.ALL, VlanMode.UNTAGGED_DOMAIN))
                .withMaxFrame(network.mtu() + Frame.HEADER_BYTES);
        network(network.name()).plug(uplink, FinishingNic.outgoing(world.uplink(plan.nic(nic))));
    }

    private LabHost start(Host host, World world, GuestHosts guests, RealMachines machines) throws IOException {
        return switch (host.kind()) {
            case PARENT -> guests.parent(host, this::plug);
            case CHILD -> guests.child(host, this::plug);
            case MACHINE -> world.machine(host, this::plug);
            case QEMU -> machines.switchOn(host, this::plug);
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
        network(name).plug(Throttle.limited(settings, adapter.limitMegabits()), FinishingNic.outgoing(near));
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

    /** How long each real machine took from being switched on until its adapters were set up, in the plan's order. */
    public Map<String, Duration> machineStarts() {
        return Collections.unmodifiableMap(machineStarts);
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
