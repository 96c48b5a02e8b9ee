package viridian.tools.options;

import java.util.List;
import java.util.Map;
import viridian.vswitch.PortSettings;

/** What a port is trusted with. */
final class GuardGroup implements PortGroup {

    private static final int MOST_ADDRESSES = 1_000_000; // our choice: beyond any table a switch should have

    @Override
    public List<Option> options() {
        return List.of(
                new Option("spoofing", "on", "a guest may use other addresses than its own; off by default"),
                new Option("priority-tag", "on", "priorities in tags are kept rather than reset to 0; off by default"),
                new Option("protected", "on", "kept apart from other protected ports; off by default"),
                new Option("address-limit", "16", "addresses learned here at most; 0 is no limit, the default"));
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        PortSettings settings = before;
        if (written.has("spoofing")) settings = settings.withForeignSources(written.flag("spoofing"));
        if (written.has("priority-tag")) settings = settings.withPriorityTag(written.flag("priority-tag"));
        if (written.has("protected")) settings = settings.withIsolated(written.flag("protected"));
        if (written.has("address-limit")) {
            settings = settings.withAddressLimit(written.number("address-limit", 0, MOST_ADDRESSES));
        }
        return settings;
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        if (settings.foreignSources()) to.put("spoofing", "on");
        if (settings.priorityTag()) to.put("priority-tag", "on");
        if (settings.isolated()) to.put("protected", "on");
        if (settings.addressLimit() > 0) to.put("address-limit", String.valueOf(settings.addressLimit()));
    }
}
