package viridian.tools.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import viridian.vswitch.SwitchSettings;

/** What can be said of a switch as a whole, as {@code key=value}. */
public final class SwitchOptions {

    private static final int LONGEST_AGEING = 3600;
    private static final int LARGEST_TABLE = 16_777_216; // our choice: what the table's memory should never exceed

    /** Everything that can be said. */
    public static final List<Option> ALL = List.of(
            new Option("ageing", "300", "seconds a learned address is kept, 1 to 3600"),
            new Option(
                    "hub",
                    "off",
                    "on: every frame to every port of its VLAN, to compare with; from the beginning only"),
            new Option("table-limit", "16384", "addresses that are learned at most"));

    private static final List<String> KEYS = ALL.stream().map(Option::key).toList();

    private SwitchOptions() {}

    /**
     * The settings with what is written in place of what was.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static SwitchSettings changed(SwitchSettings before, Options written) {
        written.requireKnown(KEYS);
        SwitchSettings settings = before;
        if (written.has("ageing")) {
            settings = settings.withAgeingNanos(TimeUnit.SECONDS.toNanos(written.number("ageing", 1, LONGEST_AGEING)));
        }
        if (written.has("hub")) settings = settings.withHub(written.flag("hub"));
        if (written.has("table-limit")) {
            settings = settings.withTableLimit(written.number("table-limit", 1, LARGEST_TABLE));
        }
        return settings;
    }

    /** How the settings would be written. */
    public static Map<String, String> written(SwitchSettings settings) {
        Map<String, String> written = new LinkedHashMap<>();
        written.put("ageing", String.valueOf(TimeUnit.NANOSECONDS.toSeconds(settings.ageingNanos())));
        written.put("hub", Words.of(settings.hub()));
        written.put("table-limit", String.valueOf(settings.tableLimit()));
        return written;
    }
}
