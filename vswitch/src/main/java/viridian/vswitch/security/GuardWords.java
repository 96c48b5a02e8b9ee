package viridian.vswitch.security;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpPrefix;

/** {@link Guards} as people write them: a word for each, and its value. Lists are joined by plus signs or commas. */
public final class GuardWords {

    /** One of the words. */
    private record Word(String meaning, Function<Guards, String> shown, Setting setting) {}

    private interface Setting {
        Guards set(Guards guards, String value);
    }

    private static final Map<String, Word> WORDS = words();

    private GuardWords() {}

    private static Map<String, Word> words() {
        Map<String, Word> words = new LinkedHashMap<>();
        words.put(
                "dhcp-guard",
                new Word(
                        "on drops DHCP servers' messages",
                        guards -> shown(guards.dhcpGuard()),
                        (guards, value) -> guards.withDhcpGuard(isOn(value))));
        words.put(
                "router-guard",
                new Word(
                        "on drops routers' advertisements and redirects",
                        guards -> shown(guards.routerGuard()),
                        (guards, value) -> guards.withRouterGuard(isOn(value))));
        words.put(
                "allowed-macs",
                new Word(
                        "the only source addresses, or any",
                        guards -> shown(guards.macs()),
                        (guards, value) -> guards.withMacs(list(value, MacAddress::parse))));
        words.put(
                "allowed-ipv4",
                new Word(
                        "the only IPv4 addresses and prefixes it may speak for, or any",
                        guards -> shown(guards.ipv4()),
                        (guards, value) -> guards.withIpv4(list(value, IpPrefix::parse))));
        words.put(
                "allowed-ipv6",
                new Word(
                        "the only IPv6 addresses and prefixes it may speak for, or any",
                        guards -> shown(guards.ipv6()),
                        (guards, value) -> guards.withIpv6(list(value, IpPrefix::parse))));
        words.put(
                "storm-limit",
                new Word(
                        "frames to everybody within a second, or 0 for any number",
                        guards -> String.valueOf(guards.stormLimit()),
                        (guards, value) -> guards.withStormLimit(number(value))));
        words.put(
                "dynamic-address-limit",
                new Word(
                        "IP addresses it may speak for that are on no list, or 0 for any number",
                        guards -> String.valueOf(guards.dynamicAddressLimit()),
                        (guards, value) -> guards.withDynamicAddressLimit(number(value))));
        return words;
    }

    /** The words there are, each with what it means, in the order in which people want to read them. */
    public static Map<String, String> meanings() {
        return each(Word::meaning);
    }

    /** The words, each with its value: what {@link #set} reads again. */
    public static Map<String, String> shown(Guards guards) {
        return each(word -> word.shown().apply(guards));
    }

    private static Map<String, String> each(Function<Word, String> shown) {
        Map<String, String> all = new LinkedHashMap<>();
        WORDS.forEach((name, word) -> all.put(name, shown.apply(word)));
        return all;
    }

    /**
     * Changes one of the guards.
     *
     * @throws IllegalArgumentException if there is no such word, or it cannot have this value
     */
    public static Guards set(Guards guards, String name, String value) {
        Word word = WORDS.get(name);
        if (word == null) {
            throw new IllegalArgumentException(
                    "there is no '" + name + "'; there are " + String.join(", ", WORDS.keySet()));
        }
        try {
            return word.setting().set(guards, value.strip());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static boolean isOn(String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("'" + value + "' is neither on nor off");
        };
    }

    private static int number(String value) {
        if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'" + value + "' is no number that can be meant here");
        }
        return Integer.parseInt(value);
    }

    private static <T> List<T> list(String value, Function<String, T> parse) {
        if (value.equals("any")) return List.of();
        return Arrays.stream(value.split("[+,]", -1))
                .map(part -> parse.apply(part.strip()))
                .toList();
    }

    private static String shown(boolean on) {
        return on ? "on" : "off";
    }

    private static String shown(List<?> list) {
        if (list.isEmpty()) return "any";
        return list.stream().map(Object::toString).collect(Collectors.joining("+"));
    }
}
