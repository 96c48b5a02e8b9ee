package viridian.vswitch.nic.linux;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** What {@code ip address} and {@code ip route} print, turned into words the same programs take. */
final class IpListing {

    private static final Set<String> ADDRESS_KEYS = Set.of("peer", "brd", "metric", "scope", "proto");
    private static final Set<String> ADDRESS_FLAGS = Set.of("noprefixroute", "home", "nodad", "autojoin");
    private static final Set<String> LIFETIMES = Set.of("valid_lft", "preferred_lft");

    /** What the kernel reports of an address's state, and nobody sets. */
    private static final Set<String> ADDRESS_STATES = Set.of(
            "secondary",
            "tentative",
            "dynamic",
            "temporary",
            "deprecated",
            "permanent",
            "dadfailed",
            "stable-privacy",
            "mngtmpaddr",
            "optimistic");

    private static final Set<String> ROUTE_STATES = Set.of("linkdown", "dead", "pervasive", "offload", "trap");

    private IpListing() {}

    /** From the one-line form, {@code ip -o address show}: index, interface, family, address, what is said of it. */
    static List<String> addresses(String listing) {
        return listing.lines()
                .filter(line -> line.contains(" inet"))
                .map(IpListing::address)
                .toList();
    }

    private static String address(String line) {
        Deque<String> words = words(line.replace("\\", " ").replaceFirst("^.*? inet6? ", ""));
        StringJoiner kept = new StringJoiner(" ").add(words.remove());
        while (!words.isEmpty()) {
            String word = words.remove();
            if (ADDRESS_KEYS.contains(word)) kept.add(word).add(words.remove());
            else if (LIFETIMES.contains(word)) lifetime(kept, word, words.remove());
            else if (ADDRESS_FLAGS.contains(word)) kept.add(word);
            else if (!ADDRESS_STATES.contains(word)) kept.add("label").add(word);
        }
        return kept.toString();
    }

    private static void lifetime(StringJoiner kept, String word, String seconds) {
        if (!seconds.equals("forever")) kept.add(word).add(seconds.replace("sec", ""));
    }

    /** From {@code ip route show table all dev X}; what the kernel makes by itself for an address is left out. */
    static List<String> routes(String listing) {
        return listing.lines()
                .filter(line -> !line.isBlank() && !line.contains(" proto kernel ") && !line.contains(" table local "))
                .map(IpListing::route)
                .distinct()
                .toList();
    }

    private static String route(String line) {
        Deque<String> words = words(line);
        StringJoiner kept = new StringJoiner(" ");
        while (!words.isEmpty()) {
            String word = words.remove();
            if (word.equals("expires")) words.remove();
            else if (!ROUTE_STATES.contains(word)) kept.add(word);
        }
        return kept.toString();
    }

    private static Deque<String> words(String line) {
        return new ArrayDeque<>(Arrays.asList(line.strip().split("\\s+")));
    }
}
