package viridian.tools.options;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;

/** How a port deals with VLANs. What is said of it takes the place of all that was said before. */
final class VlanGroup implements PortGroup {

    private static final Pattern PRIVATE =
            Pattern.compile("(?<kind>promiscuous|community|isolated):(?<primary>\\d{1,4}):(?<secondaries>[\\d+-]+)");

    @Override
    public List<Option> options() {
        return List.of(
                new Option("untagged", "on", "no VLAN: untagged frames only (the default)"),
                new Option("access", "10", "a member of one VLAN that knows nothing of it"),
                new Option("trunk", "10-19+30", "several VLANs by their tags"),
                new Option(
                        "native",
                        "1",
                        "with trunk: the VLAN of untagged frames; 0 is the untagged domain, none is none"),
                new Option(
                        "pvlan",
                        "isolated:100:102",
                        "a private VLAN: promiscuous:100:101+102, community:100:101 or isolated:100:102"));
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        if (written.has("native") && !written.has("trunk")) return before.withVlan(renamed(before.vlan(), written));
        List<String> modes =
                written.keys().stream().filter(key -> !key.equals("native")).toList();
        if (modes.size() > 1) {
            throw new IllegalArgumentException(
                    String.join(" and ", modes.stream().sorted().toList()) + " exclude each other");
        }
        return before.withVlan(mode(modes.getFirst(), written));
    }

    private static VlanMode renamed(VlanMode before, Options written) {
        if (before instanceof VlanMode.Trunk trunk) return new VlanMode.Trunk(trunk.allowed(), nativeVlan(written));
        throw new IllegalArgumentException("native goes with trunk");
    }

    private static VlanMode mode(String key, Options written) {
        return switch (key) {
            case "access" -> new VlanMode.Access(written.number("access", 1, VlanSet.HIGHEST));
            case "trunk" -> new VlanMode.Trunk(written.read("trunk", VlanSet::parse), nativeVlan(written));
            case "pvlan" -> written.read("pvlan", VlanGroup::privateVlan);
            default -> {
                if (!written.flag("untagged")) {
                    throw new IllegalArgumentException("a port leaves the untagged domain by access, trunk or pvlan");
                }
                yield new VlanMode.Untagged();
            }
        };
    }

    private static VlanMode privateVlan(String text) {
        Matcher form = PRIVATE.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "pvlan is promiscuous:100:101+102, community:100:101 or isolated:100:102, not '" + text + "'");
        }
        int primary = Integer.parseInt(form.group("primary"));
        VlanSet secondaries = VlanSet.parse(form.group("secondaries"));
        if (form.group("kind").equals("promiscuous")) return new VlanMode.Promiscuous(primary, secondaries);
        int[] one = secondaries.stream().toArray();
        if (one.length > 1) throw new IllegalArgumentException("only a promiscuous port has several secondary VLANs");
        return form.group("kind").equals("community")
                ? new VlanMode.Community(primary, one[0])
                : new VlanMode.Isolated(primary, one[0]);
    }

    private static int nativeVlan(Options written) {
        if (!written.has("native") || written.text("native").equals("none")) return VlanMode.NO_NATIVE;
        return written.number("native", VlanMode.UNTAGGED_DOMAIN, VlanSet.HIGHEST);
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        switch (settings.vlan()) {
            case VlanMode.Untagged() -> {}
            case VlanMode.Access(int vlan) -> to.put("access", String.valueOf(vlan));
            case VlanMode.Trunk(VlanSet allowed, int nativeVlan) -> {
                to.put("trunk", allowed.toString());
                if (nativeVlan != VlanMode.NO_NATIVE) to.put("native", String.valueOf(nativeVlan));
            }
            case VlanMode.Private mode -> to.put("pvlan", mode.toString().replace(' ', ':'));
        }
    }
}
