package viridian.vswitch;

import java.util.List;
import java.util.SplittableRandom;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;

/** Draws settings and frames for property tests, from few values, so that they meet often. The seed tells all. */
final class Dice {

    private static final int[] TAGS = {-1, -1, -1, -1, 0, 0xA000, 10, 10, 11, 20, 0x600A, 30, 31, 32, 4094, 4095};
    private static final int[] LENGTHS = {60, 60, 60, 60, 99, 100, 101, 1514, 1515};
    private static final int STATIONS = 12;

    /** Every VLAN a port drawn here can carry, the untagged domain included. */
    static final int[] VLANS = {0, 10, 11, 20, 30, 31, 32, 4094};

    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    SwitchSettings switchSettings() {
        return SwitchSettings.named("s")
                .withAgeingNanos(Workbench.SECOND)
                .withHub(oneIn(5))
                .withTableLimit(1 + upTo(10));
    }

    PortSettings portSettings(String name) {
        PortSettings settings =
                oneIn(2) ? PortSettings.network(name) : PortSettings.guest(name).withAddress(station());
        return settings.withVlan(vlanMode())
                .withMaxFrame(oneIn(4) ? 100 : 1514)
                .withForeignSources(oneIn(5))
                .withPriorityTag(oneIn(3))
                .withIsolated(oneIn(4))
                .withAddressLimit(oneIn(4) ? 2 : 0);
    }

    private VlanMode vlanMode() {
        return switch (upTo(9)) {
            case 6 -> new VlanMode.Promiscuous(30, VlanSet.parse(oneIn(8) ? "10" : "31-32"));
            case 7 -> new VlanMode.Community(30, 31);
            case 8 -> new VlanMode.Isolated(30, 32);
            case 0, 1 -> new VlanMode.Untagged();
            case 2, 3 -> new VlanMode.Access(10 + upTo(2));
            case 4 -> new VlanMode.Trunk(VlanSet.parse("10-11+30-32+4094"), upTo(2) - 1);
            default -> new VlanMode.Trunk(VlanSet.of(10), 20);
        };
    }

    PortState portState() {
        return List.of(PortState.values()).get(upTo(PortState.values().length));
    }

    MacAddress station() {
        return Workbench.address(1 + upTo(STATIONS));
    }

    /** A frame a port might bring in; a guest's mostly has its own address as source. */
    Frame frame(PortSettings from) {
        boolean honest = from.role() == Role.GUEST && !oneIn(8);
        return FrameBuilder.frame(honest ? from.address() : source(), destination())
                .tag(TAGS[upTo(TAGS.length)])
                .length(LENGTHS[upTo(LENGTHS.length)])
                .build();
    }

    private MacAddress source() {
        if (!oneIn(12)) return station();
        return oneIn(2) ? MacAddress.NONE : MacAddress.of(Frame.BROADCAST);
    }

    private MacAddress destination() {
        return switch (upTo(10)) {
            case 0, 1 -> MacAddress.of(Frame.BROADCAST);
            case 2 -> MacAddress.parse("01-00-5E-00-00-01");
            case 3 -> MacAddress.parse("01-80-C2-00-00-0" + upTo(8));
            default -> station();
        };
    }
}
