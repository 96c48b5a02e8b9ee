package viridian.tools.options;

import java.util.List;
import java.util.Map;
import viridian.vswitch.PortSettings;
import viridian.vswitch.Role;
import viridian.vswitch.frame.MacAddress;

/** What a port leads to: one host with one address, or further hosts. */
final class RoleGroup implements PortGroup {

    @Override
    public List<Option> options() {
        return List.of(
                new Option("role", "guest", "guest: one host, with its mac=; network: further hosts (the default)"),
                new Option("mac", "00-15-5D-01-02-03", "the guest's only address"));
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        Role role = written.has("role") ? written.word("role", Role.class) : before.role();
        return switch (role) {
            case GUEST -> with(before, Role.GUEST, guestAddress(before, written));
            case NETWORK -> {
                if (written.has("mac")) {
                    throw new IllegalArgumentException("mac is for a guest's port; a network port learns");
                }
                yield with(before, Role.NETWORK, MacAddress.NONE);
            }
        };
    }

    private static PortSettings with(PortSettings before, Role role, MacAddress address) {
        return new PortSettings(
                before.name(),
                role,
                before.vlan(),
                before.maxFrame(),
                address,
                before.foreignSources(),
                before.priorityTag(),
                before.isolated(),
                before.addressLimit(),
                before.features());
    }

    private static MacAddress guestAddress(PortSettings before, Options written) {
        if (written.has("mac")) return written.station("mac");
        if (before.role() == Role.GUEST) return before.address();
        throw new IllegalArgumentException("role=guest needs mac=, the only address the guest may use");
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        if (settings.role() == Role.NETWORK) return;
        to.put("role", Words.of(settings.role()));
        to.put("mac", settings.address().toString());
    }
}
