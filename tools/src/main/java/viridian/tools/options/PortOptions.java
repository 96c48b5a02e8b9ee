package viridian.tools.options;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import viridian.vswitch.PortSettings;

/**
 * All that can be said of a port, as {@code key=value}: in an attachment, in a file, to {@code lab set} and on the control
 * socket. Whatever makes no sense is an IllegalArgumentException whose sentence names the port.
 */
public final class PortOptions {

    private static final List<PortGroup> GROUPS = List.of(
            new RoleGroup(),
            new VlanGroup(),
            new LengthGroup(),
            new GuardGroup(),
            new SecurityGroup(),
            new BandwidthGroup(),
            new LoopGroup(),
            new MulticastGroup());

    private static final List<Option> ALL =
            GROUPS.stream().flatMap(group -> group.options().stream()).toList();

    private static final List<String> KEYS = ALL.stream().map(Option::key).toList();

    private PortOptions() {}

    /** Everything that can be said, what belongs together in a row. */
    public static List<Option> all() {
        return ALL;
    }

    /**
     * The settings of a new port.
     *
     * @param maxFrame the longest frame of the adapter, used where no mtu is given
     */
    public static PortSettings settings(String name, Options written, int maxFrame) {
        boolean impliesGuest = written.has("mac") && !written.has("role");
        PortSettings plain = PortSettings.network(name).withMaxFrame(maxFrame);
        return changed(plain, impliesGuest ? written.with("role", "guest") : written);
    }

    /** A port's settings with what is written in place of what was; all else stays. */
    public static PortSettings changed(PortSettings before, Options written) {
        try {
            written.requireKnown(KEYS);
            PortSettings settings = before;
            for (PortGroup group : GROUPS) {
                Options own = written.only(keys(group));
                if (!own.isEmpty()) settings = group.apply(settings, own);
            }
            return settings;
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("port '" + before.name() + "': " + wrong.getMessage(), wrong);
        }
    }

    private static Collection<String> keys(PortGroup group) {
        return group.options().stream().map(Option::key).toList();
    }

    /** How a port's settings would be written, in the order of {@link #all}. */
    public static Map<String, String> written(PortSettings settings) {
        Map<String, String> written = new LinkedHashMap<>();
        for (PortGroup group : GROUPS) group.write(settings, written);
        return written;
    }
}
