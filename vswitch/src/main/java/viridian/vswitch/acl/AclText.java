package viridian.vswitch.acl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.IpProtocol;

/** A rule as a line of text: action, direction, then what it asks, in any order. */
final class AclText {

    private static final String WORDS =
            "protocol, local-mac, remote-mac, local, remote, local-port, remote-port, weight, stateful or timeout";

    private Side local = Side.ANY;
    private Side remote = Side.ANY;
    private int protocol = AclRule.ANY_PROTOCOL;
    private int weight;
    private int idleSeconds;
    private final Set<String> said = new HashSet<>();

    private AclText() {}

    static AclRule read(String text) {
        String[] words = text.strip().split("\\s+", -1);
        Action action = choice(Action.values(), words[0], "a rule begins with allow, deny or meter");
        String second = words.length > 1 ? words[1] : "";
        Direction direction = choice(Direction.values(), second, "a rule goes on with inbound, outbound or both");
        AclText rest = new AclText();
        for (int i = 2; i < words.length; i++) rest.take(words[i]);
        try {
            return rest.rule(action, direction);
        } catch (IllegalArgumentException contradiction) {
            throw new IllegalArgumentException("'" + text.strip() + "': " + contradiction.getMessage(), contradiction);
        }
    }

    private AclRule rule(Action action, Direction direction) {
        if (said.contains("timeout") && !said.contains("stateful")) {
            throw new IllegalArgumentException("only a stateful rule has a timeout");
        }
        int idle = said.contains("stateful") && idleSeconds == 0 ? AclRule.DEFAULT_IDLE_SECONDS : idleSeconds;
        return new AclRule(action, direction, local, remote, protocol, weight, idle);
    }

    private static <E extends Enum<E>> E choice(E[] values, String word, String sentence) {
        for (E value : values) {
            if (value.toString().equalsIgnoreCase(word)) return value;
        }
        throw new IllegalArgumentException((word.isEmpty() ? "" : "'" + word + "': ") + sentence);
    }

    private void take(String word) {
        int equals = word.indexOf('=');
        String name = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
        String value = equals < 0 ? null : word.substring(equals + 1);
        if (!said.add(name)) throw new IllegalArgumentException("'" + word + "' says " + name + " a second time");
        try {
            take(name, value);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("'" + word + "': " + wrong.getMessage(), wrong);
        }
    }

    private void take(String name, @Nullable String value) {
        switch (name) {
            case "protocol" -> protocol = protocol(given(value));
            case "local-mac" -> local = local.withMac(MacAddress.parse(given(value)));
            case "remote-mac" -> remote = remote.withMac(MacAddress.parse(given(value)));
            case "local" -> local = addresses(local, given(value));
            case "remote" -> remote = addresses(remote, given(value));
            case "local-port" -> local = local.withPorts(PortRange.parse(given(value)));
            case "remote-port" -> remote = remote.withPorts(PortRange.parse(given(value)));
            case "weight" -> weight = number(given(value), "weights are", 0, 0xFFFF);
            case "timeout" -> idleSeconds = number(given(value), "timeouts are", 1, 0xFFFF);
            case "stateful" -> {
                if (value != null) throw new IllegalArgumentException("stateful stands alone");
            }
            default -> throw new IllegalArgumentException("a rule says " + WORDS);
        }
    }

    private static String given(@Nullable String value) {
        if (value == null || value.isEmpty()) throw new IllegalArgumentException("a value is missing after '='");
        return value;
    }

    private static Side addresses(Side side, String value) {
        return value.equalsIgnoreCase("any") ? side.withAnyIp() : side.withPrefix(IpPrefix.parse(value));
    }

    private static int protocol(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "tcp" -> IpProtocol.TCP;
            case "udp" -> IpProtocol.UDP;
            case "icmp" -> IpProtocol.ICMP;
            case "icmpv6" -> IpProtocol.ICMPV6;
            default -> number(value, "protocols are tcp, udp, icmp, icmpv6 or", 0, 255);
        };
    }

    private static int number(String value, String what, int lowest, int highest) {
        int number = value.matches("\\d{1,9}") ? Integer.parseInt(value) : -1;
        if (number < lowest || number > highest) {
            throw new IllegalArgumentException("%s %d to %d".formatted(what, lowest, highest));
        }
        return number;
    }

    static String write(AclRule rule) {
        List<String> words = new ArrayList<>();
        words.add(rule.action().toString());
        words.add(rule.direction().toString());
        if (rule.protocol() != AclRule.ANY_PROTOCOL) words.add("protocol=" + protocolName(rule.protocol()));
        both(words, rule, "-mac", side -> side.mac() == null ? "" : side.mac().toString());
        both(words, rule, "", AclText::addresses);
        both(words, rule, "-port", side -> side.asksPorts() ? side.ports().toString() : "");
        if (rule.weight() != 0) words.add("weight=" + rule.weight());
        if (rule.isStateful()) words.add("stateful timeout=" + rule.idleSeconds());
        return String.join(" ", words);
    }

    private static void both(List<String> words, AclRule rule, String what, Function<Side, String> value) {
        String local = value.apply(rule.local());
        String remote = value.apply(rule.remote());
        if (!local.isEmpty()) words.add("local" + what + "=" + local);
        if (!remote.isEmpty()) words.add("remote" + what + "=" + remote);
    }

    private static String addresses(Side side) {
        if (!side.isIp()) return "";
        return side.prefix() == null ? "any" : side.prefix().toString();
    }

    private static String protocolName(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            case IpProtocol.ICMP -> "icmp";
            case IpProtocol.ICMPV6 -> "icmpv6";
            default -> Integer.toString(protocol);
        };
    }
}
