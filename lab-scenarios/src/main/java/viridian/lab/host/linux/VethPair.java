package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Offloads;

/**
 * A cable (veth(4)) whose far end is inside a host. The near end says nothing by itself: no address, no ARP, no IPv6. The
 * far end does its checksums and segments in software, so that what comes out here is what a wire would carry.
 */
public final class VethPair implements AutoCloseable {

    private final String nearName;
    private final FarEnd far;
    private final Undoing.Step removal;

    VethPair(String nearName, FarEnd far, Undoing.Step removal) {
        this.nearName = nearName;
        this.far = far;
        this.removal = removal;
    }

    /** The near interface's name. */
    public String nearName() {
        return nearName;
    }

    public FarEnd far() {
        return far;
    }

    /** Pulls the cable: both ends are gone. */
    @Override
    public void close() throws IOException {
        removal.run();
    }

    /** Lays the cable; {@code nearNamespace} is null for this machine itself. */
    static void lay(@Nullable Namespace nearNamespace, String near, int mtu, FarEnd far, String labId)
            throws IOException {
        add(nearNamespace, near, mtu, far);
        ip(nearNamespace, "link", "set", near, "alias", Change.LinkMade.mark(labId));
        if (nearNamespace == null) withoutIpv6(near);
        ip(nearNamespace, "link", "set", near, "arp", "off", "up");
        far.namespace().in(() -> {
            finishInSoftware(far.interfaceName());
            return true;
        });
        if (far.address() != null) far.namespace().ip("address", "add", far.address(), "dev", far.interfaceName());
        far.namespace().ip("link", "set", far.interfaceName(), "up");
    }

    private static void add(@Nullable Namespace nearNamespace, String near, int mtu, FarEnd far) throws IOException {
        String bytes = Integer.toString(mtu);
        List<String> words = new ArrayList<>(List.of("link", "add", near, "mtu", bytes, "type", "veth"));
        words.addAll(List.of("peer", "name", far.interfaceName(), "mtu", bytes));
        if (far.mac() != null) {
            String address = far.mac().toString().replace('-', ':').toLowerCase(Locale.ROOT);
            words.addAll(List.of("address", address));
        }
        words.addAll(List.of("netns", far.namespace().name()));
        ip(nearNamespace, words.toArray(String[]::new));
    }

    /** In a lab's namespaces IPv6 is off for every interface; on this machine only for ours. */
    private static void withoutIpv6(String near) throws IOException {
        Path off = Path.of("/proc/sys/net/ipv6/conf", near, "disable_ipv6");
        if (Files.exists(off)) Files.writeString(off, "1");
    }

    private static void finishInSoftware(String interfaceName) throws IOException {
        try (Link link = Link.open(interfaceName)) {
            Offloads.of(link).switchOff(link);
        }
    }

    private static void ip(@Nullable Namespace namespace, String... words) throws IOException {
        if (namespace == null) Command.ip(words);
        else namespace.ip(words);
    }
}
