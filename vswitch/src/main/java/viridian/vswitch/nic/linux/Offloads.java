package viridian.vswitch.nic.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The work an interface does for the host's stack, and that a switch must not meet: checksums left unfinished on sending
 * or not looked at on receiving, segments joined to frames longer than the wire carries.
 *
 * <p>An object of this class is the memory of how an interface was found, so that it can be given back so.
 *
 * @param interfaceName whose they are
 * @param on the features that were on, by the names of {@code ethtool -k}
 */
public record Offloads(String interfaceName, List<String> on) {

    private static final Pattern CONCERNED = Pattern.compile("tx-checksum-.*|tx-.*-segmentation|tx-udp-fragmentation"
            + "|tx-gso-.*|rx-checksum|rx-gro.*|rx-udp-gro-forwarding|rx-lro");

    private static final String GRO = "rx-gro";

    public Offloads {
        on = List.copyOf(on);
    }

    /** How the interface is now. */
    public static Offloads of(Link link) throws IOException {
        List<String> on = LinkFeatures.of(link).on();
        return new Offloads(
                link.name(), on.stream().filter(CONCERNED.asMatchPredicate()).toList());
    }

    /** Switches off what is on here. What the driver cannot switch off stays. */
    public void switchOff(Link link) throws IOException {
        LinkFeatures.of(link).request(on, false);
    }

    /** Makes the interface as it was when this was written down. */
    public void giveBack(Link link) throws IOException {
        LinkFeatures features = LinkFeatures.of(link);
        List<String> since = new ArrayList<>(of(link).on());
        since.removeAll(on);
        features.request(since, false);
        features.request(on, true);
    }

    /** Whether the kernel joins received segments to longer frames, which it can do for every interface. */
    public static void joinSegments(Link link, boolean join) throws IOException {
        LinkFeatures.of(link).request(List.of(GRO), join);
    }
}
