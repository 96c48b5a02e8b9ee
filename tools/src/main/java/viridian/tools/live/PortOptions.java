package viridian.tools.live;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.tools.attach.Attachment;
import viridian.vswitch.PortSettings;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** The options of an attachment as settings of its port: access, trunk, native, mtu, role and mac. */
public final class PortOptions {

    private static final Set<String> KNOWN = Set.of("access", "trunk", "native", "mtu", "role", "mac");
    private static final int LEAST_MTU = 68; // RFC 791 section 3.2
    private static final int LARGEST_MTU = 65_535;

    private PortOptions() {}

    /**
     * What an attachment says about its port.
     *
     * @param maxFrame the longest frame of the adapter, used where no mtu is given
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static PortSettings settings(Attachment attachment, int maxFrame) {
        Map<String, String> options = attachment.options();
        for (String option : options.keySet()) {
            if (!KNOWN.contains(option)) {
                throw new IllegalArgumentException(
                        "port '%s': there is no option '%s'; there are access, trunk, native, mtu, role and mac"
                                .formatted(attachment.name(), option));
            }
        }
        PortSettings settings = role(attachment).withVlan(vlan(attachment)).withMaxFrame(maxFrame);
        String mtu = options.get("mtu");
        if (mtu != null) {
            settings = settings.withMaxFrame(number(attachment, "mtu", LEAST_MTU, LARGEST_MTU) + Frame.HEADER_BYTES);
        }
        return settings;
    }

    private static PortSettings role(Attachment attachment) {
        String mac = attachment.options().get("mac");
        String role = attachment.options().getOrDefault("role", mac == null ? "network" : "guest");
        return switch (role.toLowerCase(Locale.ROOT)) {
            case "guest" -> PortSettings.guest(attachment.name()).withAddress(guestAddress(attachment, mac));
            case "network" -> {
                if (mac != null) throw wrong(attachment, "mac is for a guest's port; a network port learns");
                yield PortSettings.network(attachment.name());
            }
            default -> throw wrong(attachment, "role is guest or network, not '" + role + "'");
        };
    }

    private static MacAddress guestAddress(Attachment attachment, @Nullable String mac) {
        if (mac == null) throw wrong(attachment, "role=guest needs mac=, the only address the guest may use");
        MacAddress address = parse(attachment, mac);
        if (address.isGroup() || address.equals(MacAddress.NONE)) {
            throw wrong(attachment, mac + " is no adapter's address");
        }
        return address;
    }

    private static MacAddress parse(Attachment attachment, String mac) {
        try {
            return MacAddress.parse(mac);
        } catch (IllegalArgumentException wrong) {
            throw wrong(attachment, String.valueOf(wrong.getMessage()));
        }
    }

    private static VlanMode vlan(Attachment attachment) {
        Map<String, String> options = attachment.options();
        boolean trunk = options.containsKey("trunk");
        if (trunk && options.containsKey("access")) throw wrong(attachment, "access and trunk exclude each other");
        if (options.containsKey("native") && !trunk) throw wrong(attachment, "native goes with trunk");
        if (options.containsKey("access")) {
            return new VlanMode.Access(number(attachment, "access", 1, VlanSet.HIGHEST));
        }
        if (!trunk) return new VlanMode.Untagged();
        int untagged = options.containsKey("native")
                ? number(attachment, "native", VlanMode.UNTAGGED_DOMAIN, VlanSet.HIGHEST)
                : VlanMode.NO_NATIVE;
        return new VlanMode.Trunk(vlans(attachment, options.getOrDefault("trunk", "")), untagged);
    }

    private static VlanSet vlans(Attachment attachment, String list) {
        try {
            return VlanSet.parse(list);
        } catch (IllegalArgumentException wrong) {
            throw wrong(attachment, String.valueOf(wrong.getMessage()));
        }
    }

    private static int number(Attachment attachment, String option, int least, int largest) {
        String text = attachment.options().getOrDefault(option, "");
        int value = text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
        if (value < least || value > largest) {
            throw wrong(attachment, "%s is a number from %d to %d, not '%s'".formatted(option, least, largest, text));
        }
        return value;
    }

    private static IllegalArgumentException wrong(Attachment attachment, String sentence) {
        return new IllegalArgumentException("port '" + attachment.name() + "': " + sentence);
    }
}
