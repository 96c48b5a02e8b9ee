package viridian.lab.topology;

import java.util.List;
import java.util.Optional;
import viridian.offload.wire.Ipv4Address;

/**
 * Something that speaks on the lab's networks.
 *
 * @param name unique among the hosts
 * @param about what it is for, perhaps empty
 * @param kind parent partition, child partition, real virtual machine, or none of them
 * @param guest what a child partition runs
 * @param hardware what a real virtual machine is made of
 * @param gateway the router for everything not on a subnet of its own
 * @param serves what it gives others on the link of its adapter
 * @param adapters in the order of the plan
 */
public record Host(
        String name,
        String about,
        HostKind kind,
        Guest guest,
        Hardware hardware,
        Optional<Ipv4Address> gateway,
        Optional<Serving> serves,
        List<Adapter> adapters) {

    public Host {
        adapters = List.copyOf(adapters);
    }

    /** The same host with another guest in it. */
    Host withGuest(Guest other) {
        return new Host(name, about, kind, other, hardware, gateway, serves, adapters);
    }
}
