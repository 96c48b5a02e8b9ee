package viridian.lab.world;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import viridian.lab.host.LabHost;
import viridian.lab.host.NamespaceHost;
import viridian.lab.host.Sockets;
import viridian.lab.host.linux.FarEnd;
import viridian.lab.host.linux.LinuxLab;
import viridian.lab.host.linux.Namespace;
import viridian.lab.host.linux.VethPair;
import viridian.lab.host.linux.Wire;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Attachment;
import viridian.lab.topology.Host;
import viridian.lab.topology.PhysicalNic;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.nic.linux.InterfaceNames;

/** A world of Linux: each wire a bridge in a namespace of its own, each machine a namespace, every cable a veth pair. */
public final class LinuxWorld implements World {

    private final Topology plan;
    private final LinuxLab linux;
    private final Map<String, Wire> wires = new LinkedHashMap<>();

    /** @throws IOException if this machine lacks a program or a right; the message says which */
    public LinuxWorld(Topology plan) throws IOException {
        this.plan = plan;
        this.linux = LinuxLab.open(plan.name());
    }

    @Override
    public Nic uplink(PhysicalNic nic) throws IOException {
        return linux.hold(wire(nic.name()).uplinkName(), PcapOptions.NO_LARGE_SENDS);
    }

    private Wire wire(String nic) throws IOException {
        Wire laid = wires.get(nic);
        if (laid != null) return laid;
        Wire wire = linux.wire(nic, plan.nic(nic).mtu());
        wires.put(nic, wire);
        return wire;
    }

    @Override
    public LabHost machine(Host host, Sockets sockets) throws IOException {
        Namespace namespace = linux.namespace(host.name());
        Map<AdapterName, String> interfaces = new HashMap<>();
        for (Adapter adapter : host.adapters()) {
            String name = InterfaceNames.shorten(adapter.name().adapter());
            interfaces.put(adapter.name(), name);
            join(adapter, namespace, name, sockets);
        }
        if (host.gateway().isPresent()) route(namespace, host.gateway().get());
        return new NamespaceHost(host.name(), namespace, interfaces);
    }

    private void join(Adapter adapter, Namespace host, String name, Sockets sockets) throws IOException {
        String address = adapter.address().map(Object::toString).orElse(null);
        if (adapter.attachment() instanceof Attachment.ToWire(String nic)) {
            wire(nic).plug(host, name, address, adapter.mac());
            return;
        }
        FarEnd far = new FarEnd(host, name, address, adapter.mac());
        VethPair cable = linux.cable(adapter.name().toString().replace('/', '-'), adapter.mtu(), far);
        sockets.plug(adapter, linux.hold(cable.nearName(), PcapOptions.NO_LARGE_SENDS));
    }

    private static void route(Namespace host, Ipv4Address gateway) throws IOException {
        host.ip("route", "add", "default", "via", gateway.toString());
    }

    @Override
    public Map<String, Wire> realWires() {
        return Collections.unmodifiableMap(wires);
    }

    @Override
    public void close() throws IOException {
        linux.close();
    }
}
