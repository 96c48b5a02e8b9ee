package viridian.lab.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import viridian.lab.host.LabHost;
import viridian.lab.host.Sockets;
import viridian.lab.host.StackHost;
import viridian.lab.host.linux.Wire;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.Attachment;
import viridian.lab.topology.Host;
import viridian.lab.topology.PhysicalNic;
import viridian.lab.topology.Topology;
import viridian.partitions.ProcessorThread;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Cable;
import viridian.vswitch.nic.Nic;

/** A world in memory, which nobody needs a right for: each wire is a plain learning switch at the end of a cable. */
public final class EmbeddedWorld implements World {

    private final LongSupplier nanoTime;
    private final ScheduledExecutorService ticker;
    private final Map<String, VirtualSwitch> wires = new HashMap<>();
    private final Map<String, PhysicalNic> nics = new HashMap<>();
    private final Deque<ProcessorThread> threads = new ArrayDeque<>();

    public EmbeddedWorld(Topology plan, LongSupplier nanoTime, ScheduledExecutorService ticker) {
        this.nanoTime = nanoTime;
        this.ticker = ticker;
        for (PhysicalNic nic : plan.nics()) {
            nics.put(nic.name(), nic);
            wires.put(nic.name(), new VirtualSwitch(SwitchSettings.named("wire of " + nic.name()), nanoTime));
        }
    }

    @Override
    public Nic uplink(PhysicalNic nic) {
        Cable cable = new Cable(MacAddress.NONE, MacAddress.NONE, maxFrame(nic.mtu()), thread(nic.name()));
        plugIntoWire(nic, nic.name(), cable.right());
        return cable.left();
    }

    @Override
    public LabHost machine(Host plan, Sockets sockets) {
        ProcessorThread processor = thread(plan.name());
        StackHost host = new StackHost(plan.name(), processor, nanoTime, ticker);
        for (Adapter adapter : plan.adapters()) {
            Cable cable = new Cable(adapter.mac(), adapter.mac(), maxFrame(adapter.mtu()), processor);
            switch (adapter.attachment()) {
                case Attachment.ToNetwork network -> sockets.plug(adapter, cable.left());
                case Attachment.ToWire(String nic) ->
                    plugIntoWire(nicNamed(nic), adapter.name().toString(), cable.left());
            }
            host.attach(adapter, cable.right());
        }
        host.route(plan);
        return host;
    }

    private void plugIntoWire(PhysicalNic nic, String name, Nic end) {
        VirtualSwitch wire = wires.get(nic.name());
        if (wire == null) throw new IllegalArgumentException("there is no wire of " + nic.name());
        wire.plug(
                PortSettings.network(name)
                        .withVlan(new VlanMode.Trunk(VlanSet.ALL, VlanMode.UNTAGGED_DOMAIN))
                        .withMaxFrame(maxFrame(nic.mtu())),
                end);
    }

    private PhysicalNic nicNamed(String name) {
        PhysicalNic nic = nics.get(name);
        if (nic == null) throw new IllegalArgumentException("there is no NIC " + name);
        return nic;
    }

    private ProcessorThread thread(String name) {
        ProcessorThread thread = new ProcessorThread(name);
        threads.push(thread);
        return thread;
    }

    private static int maxFrame(int mtu) {
        return mtu + Frame.HEADER_BYTES;
    }

    @Override
    public Map<String, Wire> realWires() {
        return Map.of();
    }

    @Override
    public void close() {
        wires.values().forEach(VirtualSwitch::close);
        threads.forEach(ProcessorThread::close);
    }
}
