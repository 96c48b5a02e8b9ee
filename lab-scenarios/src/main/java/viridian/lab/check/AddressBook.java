package viridian.lab.check;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Topology;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** Whose address is it? */
public final class AddressBook {

    private final Topology plan;
    private final Map<MacAddress, AdapterName> owners = new HashMap<>();

    public AddressBook(Topology plan) {
        this.plan = plan;
        plan.adapters().forEach(adapter -> owners.put(adapter.mac(), adapter.name()));
    }

    /** The adapter with this address; none, if it is nobody's in this lab. */
    public Optional<AdapterName> owner(MacAddress address) {
        return Optional.ofNullable(owners.get(address));
    }

    /** Whether the address is that of one of these adapters. */
    boolean isOneOf(MacAddress address, Collection<AdapterName> adapters) {
        return owner(address).filter(adapters::contains).isPresent();
    }

    /** How people call the address: by host, by adapter where the host has several, or as everyone or a stranger. */
    public String name(MacAddress address) {
        if (address.bits() == Frame.BROADCAST) return "everyone";
        if (address.isGroup()) return "group " + address;
        return owner(address).map(this::name).orElse("stranger " + address);
    }

    /** How people call an adapter: by its host, if it has no other. */
    public String name(AdapterName adapter) {
        boolean only = plan.host(adapter.host()).adapters().size() == 1;
        return only ? adapter.host() : adapter.toString();
    }
}
