package viridian.lab.world;

import java.io.IOException;
import java.util.Map;
import viridian.lab.host.LabHost;
import viridian.lab.host.Sockets;
import viridian.lab.host.linux.Wire;
import viridian.lab.topology.Host;
import viridian.lab.topology.PhysicalNic;
import viridian.vswitch.nic.Nic;

/**
 * What is outside the virtual switches. In the embedded form it is simulated too, in the real form it is made of Linux
 * interfaces and namespaces; the plan is the same.
 */
public interface World extends AutoCloseable {

    /** The physical adapter, for the port of the external network that holds it. Called once for each. */
    Nic uplink(PhysicalNic nic) throws IOException;

    /**
     * Brings a machine alive: its adapters on a wire are joined to that wire, the others to their networks.
     *
     * @param sockets where the near end of an adapter on a network is plugged in
     */
    LabHost machine(Host plan, Sockets sockets) throws IOException;

    /** The wires a program of this machine can listen on, by their physical adapter; none where they are in memory. */
    Map<String, Wire> realWires();

    /** Ends everything it brought alive. */
    @Override
    void close() throws IOException;
}
