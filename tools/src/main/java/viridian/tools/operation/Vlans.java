package viridian.tools.operation;

import java.io.IOException;
import java.util.List;
import java.util.function.BinaryOperator;
import tools.jackson.databind.node.ObjectNode;
import viridian.tools.live.LiveSwitch;
import viridian.vswitch.Port;
import viridian.vswitch.VlanMode;
import viridian.vswitch.VlanSet;

/** The VLANs of a trunk, one more and one less. */
final class Vlans {

    private final LiveSwitch live;

    Vlans(LiveSwitch live) {
        this.live = live;
    }

    void join(Operations operations) {
        operations.tell("vlan add", List.of("port", "vlans"), request -> change(request, VlanSets::union));
        operations.tell("vlan remove", List.of("port", "vlans"), request -> change(request, VlanSets::difference));
    }

    private ObjectNode change(Request request, BinaryOperator<VlanSet> how) throws IOException {
        VlanSet named = VlanSet.parse(request.words("vlans"));
        Port port = live.port(request.text("port"));
        if (!(port.settings().vlan() instanceof VlanMode.Trunk(VlanSet allowed, int nativeVlan))) {
            throw new IllegalArgumentException("port '%s' is no trunk but %s; lab set %s trunk=%s makes it one"
                    .formatted(port.name(), port.settings().vlan(), port.name(), named));
        }
        VlanSet changed = how.apply(allowed, named);
        if (changed.isEmpty()) {
            throw new IllegalArgumentException(
                    "port '%s' would be a trunk of no VLAN; lab set %s untagged=on ends a trunk"
                            .formatted(port.name(), port.name()));
        }
        live.change(port, port.settings().withVlan(new VlanMode.Trunk(changed, nativeVlan)));
        return Settings.of(port);
    }

    /** What a set of VLANs lacks for this: it is made for the frame path. */
    private static final class VlanSets {

        static VlanSet union(VlanSet some, VlanSet more) {
            return VlanSet.of(java.util.stream.IntStream.concat(some.stream(), more.stream())
                    .toArray());
        }

        static VlanSet difference(VlanSet all, VlanSet less) {
            return VlanSet.of(all.stream().filter(vlan -> !less.contains(vlan)).toArray());
        }
    }
}
