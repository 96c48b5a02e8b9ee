package viridian.lab.topology;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What must be true of real virtual machines. */
final class MachineRules {

    /** Slots of the virtual board that lead to an interrupt of their own: our choice. */
    private static final int MOST_CARDS = 8;

    /** QEMU's cards that interrupt by a pin, as ours do; virtio's does so by messages. */
    private static final Set<AdapterType> BY_PIN = EnumSet.of(AdapterType.E1000, AdapterType.TULIP_21143);

    private MachineRules() {}

    static void host(Host host, List<Violation> found) {
        List<Adapter> legacy = of(host, EnumSet.of(AdapterType.LEGACY));
        List<Adapter> cards = of(host, EnumSet.complementOf(EnumSet.of(AdapterType.LEGACY)));
        if (cards.size() > MOST_CARDS) {
            found.add(wrong(
                    cards.get(MOST_CARDS),
                    "'%s' has %d adapters of QEMU's, and %d is the limit"
                            .formatted(host.name(), cards.size(), MOST_CARDS),
                    ""));
        }
        // Lines of ours bypass QEMU's bus, so that two of them and somebody else's would switch each other off.
        List<Adapter> byPin = of(host, BY_PIN);
        if (legacy.size() > 1 && !byPin.isEmpty()) {
            found.add(wrong(
                    byPin.getFirst(),
                    "%s needs an interrupt of its own, and the %d legacy adapters of '%s' take them all"
                            .formatted(byPin.getFirst().name(), legacy.size(), host.name()),
                    "type: virtio, or one legacy adapter at most"));
        }
    }

    static Violation onlyRealOnes(Host host) {
        return NetworkRules.wrong(
                List.of("hosts", host.name()),
                "only a real machine has memory, kernel options, programs and commands of its own; '%s' is none"
                        .formatted(host.name()),
                "kind: qemu, or leave memory, kernel-options, programs and commands out");
    }

    private static List<Adapter> of(Host host, Set<AdapterType> types) {
        return host.adapters().stream()
                .filter(adapter -> types.contains(adapter.type()))
                .toList();
    }

    private static Violation wrong(Adapter adapter, String sentence, String suggestion) {
        List<String> path = List.of(
                "hosts", adapter.name().host(), "adapters", adapter.name().adapter());
        return NetworkRules.wrong(path, sentence, suggestion);
    }
}
