package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.linux.InterfaceNames;

/**
 * One wire with several hosts on it, where everybody hears everything, as on a hub: a Linux bridge that forgets addresses
 * at once, in a namespace of its own. Whoever looks for a frame that should not be there finds it at any end.
 */
public final class Wire {

    static final String UPLINK = "uplink";

    private static final String BRIDGE = "wire";

    private final Namespace around;
    private final VethPair uplink;
    private final int mtu;
    private final String labId;

    Wire(Namespace around, VethPair uplink, int mtu, String labId) {
        this.around = around;
        this.uplink = uplink;
        this.mtu = mtu;
        this.labId = labId;
    }

    static void makeBridge(Namespace around) throws IOException {
        // Multicast snooping would keep frames from some ends, and a forwarding delay keeps all from all for a while.
        around.ip(
                "link",
                "add",
                "name",
                BRIDGE,
                "type",
                "bridge",
                "ageing_time",
                "0",
                "forward_delay",
                "0",
                "stp_state",
                "0",
                "mcast_snooping",
                "0");
        around.ip("link", "set", BRIDGE, "arp", "off", "up");
    }

    /** The interface on this machine, for the switch to hold. */
    public String uplinkName() {
        return uplink.nearName();
    }

    /** The namespace the wire is in. */
    public Namespace namespace() {
        return around;
    }

    /** Begins to write down every frame on the wire, both ways. */
    public Witness witness(Path file) throws IOException {
        return Witness.listen(around, BRIDGE, file);
    }

    /**
     * Plugs a host to the wire.
     *
     * @param address with prefix length, or null
     * @param mac or null for one the kernel chooses
     */
    public VethPair plug(Namespace host, String interfaceName, @Nullable String address, @Nullable MacAddress mac)
            throws IOException {
        String near = InterfaceNames.shorten(host.name() + "-" + interfaceName);
        FarEnd far = new FarEnd(host, interfaceName, address, mac);
        VethPair.lay(around, near, mtu, far, labId);
        join(near);
        return new VethPair(near, far, () -> around.ip("link", "del", near));
    }

    void join(String interfaceName) throws IOException {
        around.ip("link", "set", interfaceName, "master", BRIDGE);
    }
}
