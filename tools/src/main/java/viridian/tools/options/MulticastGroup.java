package viridian.tools.options;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import viridian.vswitch.PortSettings;
import viridian.vswitch.multicast.MulticastPort;
import viridian.vswitch.multicast.RouterPort;
import viridian.vswitch.multicast.StaticGroup;

/** Which multicast a port gets. */
final class MulticastGroup implements PortGroup {

    private static final int MOST_GROUPS = 65_535; // our choice: beyond what one switch knows

    @Override
    public List<Option> options() {
        return List.of(
                new Option(
                        "router-port",
                        "always",
                        "a multicast router behind it: learned (the default), always or never"),
                new Option("fast-leave", "on", "a group is given up at once when its last host leaves; off by default"),
                new Option("group-limit", "64", "groups hosts behind it may join; 0 is no limit, the default"),
                new Option("groups", "239.1.2.3+20/239.1.2.4", "groups it always gets, perhaps with their VLAN"));
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        MulticastPort port = of(before);
        if (written.has("router-port")) port = port.withRouter(written.word("router-port", RouterPort.class));
        if (written.has("fast-leave")) port = port.withFastLeave(written.flag("fast-leave"));
        if (written.has("group-limit")) port = port.withGroupLimit(written.number("group-limit", 0, MOST_GROUPS));
        if (written.has("groups")) port = port.withGroups(new HashSet<>(written.list("groups", StaticGroup::parse)));
        return port.equals(MulticastPort.USUAL) ? before.without(MulticastPort.class) : before.with(port);
    }

    private static MulticastPort of(PortSettings settings) {
        MulticastPort port = settings.feature(MulticastPort.class);
        return port == null ? MulticastPort.USUAL : port;
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        MulticastPort port = of(settings);
        if (port.router() != RouterPort.LEARNED) to.put("router-port", Words.of(port.router()));
        if (port.fastLeave()) to.put("fast-leave", "on");
        if (port.groupLimit() > 0) to.put("group-limit", String.valueOf(port.groupLimit()));
        if (port.groups().isEmpty()) return;
        to.put(
                "groups",
                port.groups().stream().sorted().map(StaticGroup::toString).collect(Collectors.joining("+")));
    }
}
