package viridian.lab.topology;

import java.util.List;
import viridian.partitions.HostProfile;

/** A virtual network being written: internal, unless it says otherwise. */
public final class NetworkBuilder {

    private final String name;
    private String about = "";
    private Reach reach = new Reach.Internal();
    private int mtu;
    private boolean hub;
    private int ageingSeconds = Network.DEFAULT_AGEING_SECONDS;

    NetworkBuilder(String name) {
        this.name = name;
    }

    public NetworkBuilder about(String about) {
        this.about = about;
        return this;
    }

    public NetworkBuilder external(String nic) {
        return reach(new Reach.External(nic));
    }

    public NetworkBuilder reach(Reach reach) {
        this.reach = reach;
        return this;
    }

    /** The longest IP packet, bytes; left open, that of its physical adapter, or 1500. */
    public NetworkBuilder mtu(int mtu) {
        this.mtu = mtu;
        return this;
    }

    public NetworkBuilder hub(boolean hub) {
        this.hub = hub;
        return this;
    }

    public NetworkBuilder ageingSeconds(int seconds) {
        this.ageingSeconds = seconds;
        return this;
    }

    Network build(HostProfile profile, List<PhysicalNic> nics) {
        return new Network(name, about, reach, mtu > 0 ? mtu : wireMtu(nics), hub || profile.hub(), ageingSeconds);
    }

    private int wireMtu(List<PhysicalNic> nics) {
        if (!(reach instanceof Reach.External(String nic))) return Adapter.STANDARD_MTU;
        return nics.stream()
                .filter(one -> one.name().equals(nic))
                .mapToInt(PhysicalNic::mtu)
                .findFirst()
                .orElse(Adapter.STANDARD_MTU);
    }
}
