package viridian.vswitch.team;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import viridian.vswitch.team.lacp.LacpSettings;

/**
 * What an administrator says about a team, and how it is written: {@code team:eth1+eth2,mode=lacp,rate=fast}. What is not
 * said is as in {@link #of}.
 *
 * @param members interfaces in their order: in active/standby the first is preferred, in LACP it has port number 1
 * @param balance which frames keep together; without meaning in active/standby
 * @param atOnce whether flows go back to a returned link at once, or each when it pauses, which keeps its frames in order
 * @param holdDownSeconds how long a returned link is watched before it is used, 0 to 3600; LACP has its own wait
 * @param failback in active/standby, whether the earlier of two members takes over when it returns
 * @param active for LACP, see {@link LacpSettings}; so are the following
 */
public record TeamSettings(
        List<String> members,
        TeamMode mode,
        Balance balance,
        boolean atOnce,
        int holdDownSeconds,
        boolean failback,
        boolean active,
        boolean fast,
        int systemPriority,
        int key,
        int portPriority,
        int links) {

    /** What can be said of a team besides its members, in the order of the docs. */
    public static final List<String> OPTIONS = TeamWords.KNOWN;

    /** Our choice: a link that flaps faster than this is left alone. */
    public static final int HOLD_DOWN_SECONDS = 1;

    /** As many members as Windows Server allows in a team of its own, and more than any host has ports for. */
    public static final int MOST_MEMBERS = 32;

    private static final Pattern FORM = Pattern.compile("team:(?<members>[^,]+)(?<options>(,[^,=]+=[^,]*)*)");

    public TeamSettings {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MOST_MEMBERS) {
            throw new IllegalArgumentException(
                    "a team has 1 to %d members, not %d".formatted(MOST_MEMBERS, members.size()));
        }
        for (String member : members) {
            if (member.isBlank()) throw new IllegalArgumentException("a member without a name; write eth1+eth2");
        }
        if (members.stream().distinct().count() < members.size()) {
            throw new IllegalArgumentException("a member is named twice: " + String.join("+", members));
        }
        TeamWords.requireNumber("hold-down", holdDownSeconds, 0, 3_600);
        TeamWords.requireNumber("system-priority", systemPriority, 0, 65_535);
        TeamWords.requireNumber("key", key, 1, 65_535);
        TeamWords.requireNumber("port-priority", portPriority, 0, 65_535);
        TeamWords.requireNumber("links", links, 1, LacpSettings.ALL);
    }

    /** Switch-independent by port; links return after {@link #HOLD_DOWN_SECONDS}, flows when they pause; no failback. */
    public static TeamSettings of(String... members) {
        return new TeamSettings(
                List.of(members),
                TeamMode.SWITCH_INDEPENDENT,
                Balance.PORT,
                false,
                HOLD_DOWN_SECONDS,
                false,
                true,
                false,
                LacpSettings.PRIORITY,
                1,
                LacpSettings.PRIORITY,
                LacpSettings.ALL);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static TeamSettings parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no team: write team:eth1+eth2[,option=value...]");
        }
        String[] parts = text.substring("team:".length()).split(",", -1);
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : List.of(parts).subList(1, parts.length)) {
            int equals = option.indexOf('=');
            if (options.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("option '" + option.substring(0, equals) + "' is given twice");
            }
        }
        return parse(parts[0], options);
    }

    /**
     * The team of these members, written {@code eth1+eth2}, with these options.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static TeamSettings parse(String members, Map<String, String> options) {
        TeamWords words = new TeamWords(options);
        TeamMode mode = words.mode();
        return new TeamSettings(
                List.of(members.split("\\+", -1)),
                mode,
                words.balance(mode == TeamMode.LACP ? Balance.L4 : Balance.PORT),
                words.oneOf("rebalance", "idle", "at-once"),
                words.number("hold-down", HOLD_DOWN_SECONDS),
                words.oneOf("failback", "off", "on"),
                words.oneOf("lacp", "passive", "active", true),
                words.oneOf("rate", "slow", "fast"),
                words.number("system-priority", LacpSettings.PRIORITY),
                words.number("key", 1),
                words.number("port-priority", LacpSettings.PRIORITY),
                words.number("links", LacpSettings.ALL));
    }

    /** As written on the command line: the mode, the balance, and what is not as usual. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("team:").append(String.join("+", members));
        text.append(",mode=").append(mode.words()).append(",balance=").append(balance.words());
        if (atOnce) text.append(",rebalance=at-once");
        if (holdDownSeconds != HOLD_DOWN_SECONDS) text.append(",hold-down=").append(holdDownSeconds);
        if (failback) text.append(",failback=on");
        if (!active) text.append(",lacp=passive");
        if (fast) text.append(",rate=fast");
        if (systemPriority != LacpSettings.PRIORITY)
            text.append(",system-priority=").append(systemPriority);
        if (key != 1) text.append(",key=").append(key);
        if (portPriority != LacpSettings.PRIORITY)
            text.append(",port-priority=").append(portPriority);
        if (links != LacpSettings.ALL) text.append(",links=").append(links);
        return text.toString();
    }
}
