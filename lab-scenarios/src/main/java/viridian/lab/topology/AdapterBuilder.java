package viridian.lab.topology;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import viridian.partitions.HostProfile;
import viridian.vswitch.VlanMode;
import viridian.vswitch.frame.MacAddress;

/** An adapter being written: of its host's usual type, untagged, without address. */
public final class AdapterBuilder {

    private final AdapterName name;
    private AdapterType type;
    private Attachment attachment = new Attachment.ToNetwork("");
    private @Nullable MacAddress mac;
    private Optional<CidrAddress> address = Optional.empty();
    private VlanMode vlan = new VlanMode.Untagged();
    private int mtu;
    private int limitMegabits;

    AdapterBuilder(AdapterName name, HostKind owner) {
        this.name = name;
        this.type = AdapterType.usual(owner);
    }

    public AdapterBuilder network(String network) {
        this.attachment = new Attachment.ToNetwork(network);
        return this;
    }

    /** Outside the switch, on the wire of a physical adapter: machines only. */
    public AdapterBuilder wire(String nic) {
        this.attachment = new Attachment.ToWire(nic);
        return this;
    }

    public AdapterBuilder type(AdapterType type) {
        this.type = type;
        return this;
    }

    public AdapterBuilder mac(MacAddress mac) {
        this.mac = mac;
        return this;
    }

    /** An address with its prefix length, as 10.0.0.1/24. */
    public AdapterBuilder address(String cidr) {
        return address(CidrAddress.parse(cidr));
    }

    public AdapterBuilder address(CidrAddress address) {
        this.address = Optional.of(address);
        return this;
    }

    public AdapterBuilder vlan(VlanMode vlan) {
        this.vlan = vlan;
        return this;
    }

    /** The longest IP packet, bytes; left open, that of its network or wire, as far as the adapter's type carries it. */
    public AdapterBuilder mtu(int mtu) {
        this.mtu = mtu;
        return this;
    }

    /** What it may send, and what it may receive, Mbit/s; left open, there is no limit. */
    public AdapterBuilder limit(int megabits) {
        this.limitMegabits = megabits;
        return this;
    }

    @Nullable
    MacAddress given() {
        return mac;
    }

    Adapter build(HostProfile profile, List<PhysicalNic> nics, List<Network> networks, MacPool pool) {
        MacAddress own = mac == null ? pool.take(name) : mac;
        int longest = mtu > 0 ? mtu : usualMtu(profile, nics, networks);
        return new Adapter(name, attachment, type, own, address, vlan, longest, limitMegabits);
    }

    private int usualMtu(HostProfile profile, List<PhysicalNic> nics, List<Network> networks) {
        return Math.min(farMtu(nics, networks), AdapterRules.ownMtu(profile, type));
    }

    private int farMtu(List<PhysicalNic> nics, List<Network> networks) {
        return switch (attachment) {
            case Attachment.ToNetwork(String network) ->
                networks.stream()
                        .filter(one -> one.name().equals(network))
                        .mapToInt(Network::mtu)
                        .findFirst()
                        .orElse(Adapter.STANDARD_MTU);
            case Attachment.ToWire(String nic) ->
                nics.stream()
                        .filter(one -> one.name().equals(nic))
                        .mapToInt(PhysicalNic::mtu)
                        .findFirst()
                        .orElse(Adapter.STANDARD_MTU);
        };
    }
}
