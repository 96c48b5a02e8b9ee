package viridian.lab.host;

import viridian.lab.topology.Adapter;
import viridian.vswitch.nic.Nic;

/** The ports of the lab's networks, for whoever brings a host alive. */
@FunctionalInterface
public interface Sockets {

    /** Plugs the near end of an adapter into the network the plan joins it to. */
    void plug(Adapter adapter, Nic near);
}
