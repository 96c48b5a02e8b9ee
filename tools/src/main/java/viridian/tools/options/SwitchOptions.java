package viridian.tools.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.bandwidth.BandwidthMode;
import viridian.vswitch.bandwidth.DefaultFlow;
import viridian.vswitch.loop.rstp.BridgeSettings;

/** What can be said of a switch as a whole, as {@code key=value}. */
public final class SwitchOptions {

    private static final int LONGEST_AGEING = 3600;
    private static final int LARGEST_TABLE = 16_777_216; // our choice: what the table's memory should never exceed
    private static final String FLOOD = "flood";

    /** Everything that can be said. */
    public static final List<Option> ALL = List.of(
            new Option("ageing", "300", "seconds a learned address is kept, 1 to 3600"),
            new Option(
                    "hub",
                    "off",
                    "on: every frame to every port of its VLAN, to compare with; from the beginning only"),
            new Option("table-limit", "16384", "addresses that are learned at most"),
            new Option(
                    "bandwidth-mode",
                    "default",
                    "minimum bandwidths by weight, absolute or none; default is by weight; from the beginning only"),
            new Option("default-weight", "1", "the claim of all ports without a minimum together, 1 to 100"),
            new Option(
                    "default-bandwidth",
                    "0",
                    "the same in bit/s where minimums are absolute; 0 is a tenth of the link"),
            new Option("rstp", "off", "on: the switch takes part in the spanning tree"),
            new Option(
                    "rstp-priority", "32768", "of this bridge, 0 to 61440 in steps of 4096; the lowest becomes root"),
            new Option("rstp-hello", "2", "seconds between two BPDUs, 1 or 2"),
            new Option("rstp-max-age", "20", "seconds the root's word is believed, 6 to 40"),
            new Option("rstp-forward-delay", "15", "seconds of listening and of learning where nobody agrees, 4 to 30"),
            new Option("snooping", "on", "multicast goes where somebody listens; off: to every port of its VLAN"),
            new Option("unregistered", FLOOD, "frames of groups nobody has joined: flood, or routers"),
            new Option("querier", "off", "on: the switch itself asks who listens"));

    private static final List<String> KEYS = ALL.stream().map(Option::key).toList();

    /** What is chosen when a switch is made. */
    private static final List<String> FROM_THE_BEGINNING = List.of("hub", "bandwidth-mode");

    private SwitchOptions() {}

    /** The setup as far as it can only be chosen in the beginning. */
    public static SwitchSetup begun(SwitchSetup plain, Options written) {
        return changed(plain, written.only(FROM_THE_BEGINNING));
    }

    /**
     * The setup with what is written in place of what was.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static SwitchSetup changed(SwitchSetup before, Options written) {
        written.requireKnown(KEYS);
        SwitchSetup setup = before.withCore(core(before.core(), written));
        if (written.has("bandwidth-mode")) {
            setup = setup.withMode(written.word("bandwidth-mode", BandwidthMode.class));
        }
        DefaultFlow flow = before.flow();
        setup = setup.withFlow(new DefaultFlow(
                (int) written.number("default-weight", flow.weight(), 1, 100),
                written.rate("default-bandwidth", flow.absolute())));
        if (written.has("rstp")) setup = setup.withRstp(written.flag("rstp"));
        return multicast(setup.withBridge(bridge(before.bridge(), written)), written);
    }

    private static SwitchSettings core(SwitchSettings before, Options written) {
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

    private static BridgeSettings bridge(BridgeSettings before, Options written) {
        return new BridgeSettings(
                (int) written.number("rstp-priority", before.priority(), 0, 61_440),
                before.address(),
                (int) written.number("rstp-hello", before.helloSeconds(), 1, 2),
                (int) written.number("rstp-max-age", before.maxAgeSeconds(), 6, 40),
                (int) written.number("rstp-forward-delay", before.forwardDelaySeconds(), 4, 30),
                before.holdCount(),
                before.rapid());
    }

    private static SwitchSetup multicast(SwitchSetup before, Options written) {
        SwitchSetup setup = before;
        if (written.has("snooping")) {
            setup = setup.withSnooping(setup.snooping().withEnabled(written.flag("snooping")));
        }
        if (written.has("unregistered")) {
            setup = setup.withSnooping(setup.snooping().withFloodsUnregistered(floods(written.text("unregistered"))));
        }
        return written.has("querier") ? setup.withQuerier(written.flag("querier")) : setup;
    }

    private static boolean floods(String word) {
        if (word.equals(FLOOD) || word.equals("routers")) return word.equals(FLOOD);
        throw new IllegalArgumentException("unregistered is flood or routers, not '" + word + "'");
    }

    /** How the setup would be written. */
    public static Map<String, String> written(SwitchSetup setup) {
        Map<String, String> written = new LinkedHashMap<>();
        SwitchSettings core = setup.core();
        written.put("ageing", String.valueOf(TimeUnit.NANOSECONDS.toSeconds(core.ageingNanos())));
        written.put("hub", Words.of(core.hub()));
        written.put("table-limit", String.valueOf(core.tableLimit()));
        written.put("bandwidth-mode", Words.of(setup.mode()));
        written.put("default-weight", String.valueOf(setup.flow().weight()));
        written.put("default-bandwidth", Words.rate(setup.flow().absolute()));
        BridgeSettings bridge = setup.bridge();
        written.put("rstp", Words.of(setup.rstp()));
        written.put("rstp-priority", String.valueOf(bridge.priority()));
        written.put("rstp-hello", String.valueOf(bridge.helloSeconds()));
        written.put("rstp-max-age", String.valueOf(bridge.maxAgeSeconds()));
        written.put("rstp-forward-delay", String.valueOf(bridge.forwardDelaySeconds()));
        written.put("snooping", Words.of(setup.snooping().enabled()));
        written.put("unregistered", setup.snooping().floodsUnregistered() ? FLOOD : "routers");
        written.put("querier", Words.of(setup.snooping().querier() != null));
        return written;
    }
}
