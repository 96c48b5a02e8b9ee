package viridian.vswitch.acl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.acl.Said.Piece;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpAddress;

/** What docs/switch/acl.md says about rules that are not stateful, word by word and without a thought for speed. */
final class AclModel {

    private record PacketId(
            Direction way,
            int version,
            @Nullable IpAddress local,
            @Nullable IpAddress remote,
            int protocol,
            int id) {}

    final Map<AclRule, Long> frames = new HashMap<>();
    final Map<AclRule, Long> bytes = new HashMap<>();
    private final List<AclRule> ordered;
    private final Set<PacketId> begun = new HashSet<>();

    AclModel(AccessList list) {
        ordered = list.ordered();
    }

    boolean passes(Said said) {
        AclRule decides = decides(said);
        boolean denied = decides != null && decides.action() == Action.DENY;
        if (denied && said.piece() == Piece.LATER && begun.contains(id(said))) return true;
        if (decides != null) count(decides, said);
        if (!denied && said.piece() == Piece.FIRST) begun.add(id(said));
        return !denied;
    }

    /** The rule that allows or denies a frame; those that meter it on the way count. */
    private @Nullable AclRule decides(Said said) {
        for (AclRule rule : ordered) {
            if (!matches(rule, said)) continue;
            if (rule.action() != Action.METER) return rule;
            count(rule, said);
        }
        return null;
    }

    private void count(AclRule rule, Said said) {
        frames.merge(rule, 1L, Long::sum);
        bytes.merge(rule, (long) said.frame().length(), Long::sum);
    }

    private static PacketId id(Said said) {
        int protocol = said.version() == 4 ? said.protocol() : 0;
        return new PacketId(said.way(), said.version(), said.local(), said.remote(), protocol, said.id());
    }

    static boolean matches(AclRule rule, Said said) {
        if (rule.direction() != Direction.BOTH && rule.direction() != said.way()) return false;
        if (!isMac(rule.local().mac(), said.localMac()) || !isMac(rule.remote().mac(), said.remoteMac())) return false;
        boolean asksIp = rule.local().isIp() || rule.remote().isIp() || rule.protocol() != AclRule.ANY_PROTOCOL;
        if (!asksIp) return true;
        return said.version() != 0
                && isAt(rule.local(), said.local())
                && isAt(rule.remote(), said.remote())
                && isOfProtocol(rule, said)
                && arePorts(rule, said);
    }

    private static boolean isMac(@Nullable MacAddress asked, MacAddress is) {
        return asked == null || asked.equals(is);
    }

    private static boolean isAt(Side side, @Nullable IpAddress address) {
        return side.prefix() == null || (address != null && side.prefix().contains(address));
    }

    private static boolean isOfProtocol(AclRule rule, Said said) {
        if (rule.protocol() == AclRule.ANY_PROTOCOL) return true;
        boolean known = said.piece() == Piece.WHOLE
                || said.piece() == Piece.FIRST
                || (said.piece() == Piece.LATER && said.version() == 4);
        return known ? rule.protocol() == said.protocol() : rule.action() == Action.DENY;
    }

    private static boolean arePorts(AclRule rule, Said said) {
        if (rule.local().ports().equals(PortRange.ALL) && rule.remote().ports().equals(PortRange.ALL)) return true;
        if (said.piece() == Piece.LATER || said.piece() == Piece.SHORT) return rule.action() == Action.DENY;
        return isPort(rule.local().ports(), said.localPort())
                && isPort(rule.remote().ports(), said.remotePort());
    }

    private static boolean isPort(PortRange range, int port) {
        return range.first() <= port && port <= range.last();
    }
}
