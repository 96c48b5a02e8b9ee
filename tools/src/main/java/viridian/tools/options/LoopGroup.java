package viridian.tools.options;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.PortSettings;
import viridian.vswitch.loop.BpduChoice;
import viridian.vswitch.loop.LoopSettings;
import viridian.vswitch.loop.rstp.LinkSettings;

/** How a port is kept from being part of a loop. */
final class LoopGroup implements PortGroup {

    private static final LoopSettings USUAL = LoopSettings.of(BpduChoice.DROP);
    private static final String AUTO = "auto";

    @Override
    public List<Option> options() {
        return List.of(
                new Option(
                        "bpdu",
                        "guard",
                        "bridges' messages: drop, pass, guard, rstp, or auto, the default: rstp where the switch has it"),
                new Option("loop-protection", "on", "probes find loops and stop the port; off by default"),
                new Option("recovery", "30", "seconds a stopped port waits, 1 to 86400"),
                new Option("rstp-cost", "20000", "of a way through this port, 1 to 200000000"),
                new Option("rstp-priority", "128", "of this port, 0 to 240 in steps of 16"),
                new Option("rstp-edge", "auto", "on: only stations are behind it; off; auto finds out, the default"));
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        LoopSettings was = before.feature(LoopSettings.class);
        if (written.text("bpdu").equals(AUTO)) {
            if (written.keys().size() > 1) throw new IllegalArgumentException("bpdu=auto stands alone");
            return before.without(LoopSettings.class);
        }
        LoopSettings loop = written.has("bpdu") ? with(was, written.word("bpdu", BpduChoice.class)) : said(was);
        if (written.has("loop-protection")) loop = loop.withProbes(written.flag("loop-protection"));
        if (written.has("recovery")) loop = loop.withRecoverySeconds(written.number("recovery", 1, 86_400));
        return before.with(loop.withLink(link(loop.link(), written)));
    }

    private static LoopSettings said(@Nullable LoopSettings was) {
        return was == null ? USUAL : was;
    }

    private static LoopSettings with(@Nullable LoopSettings was, BpduChoice choice) {
        LoopSettings rest = said(was);
        return new LoopSettings(choice, rest.probes(), rest.recoverySeconds(), rest.link());
    }

    private static LinkSettings link(LinkSettings before, Options written) {
        LinkSettings link = before;
        if (written.has("rstp-cost")) link = link.withCost(written.number("rstp-cost", 1, 200_000_000));
        if (written.has("rstp-priority")) link = link.withPriority(written.number("rstp-priority", 0, 240));
        if (!written.has("rstp-edge")) return link;
        boolean auto = written.text("rstp-edge").equals(AUTO);
        return link.withEdge(!auto && written.flag("rstp-edge")).withFindEdge(auto);
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        LoopSettings loop = settings.feature(LoopSettings.class);
        if (loop == null) return;
        to.put("bpdu", Words.of(loop.bpdus()));
        if (loop.probes()) to.put("loop-protection", "on");
        if (loop.recoverySeconds() != LoopSettings.RECOVERY_SECONDS) {
            to.put("recovery", String.valueOf(loop.recoverySeconds()));
        }
        LinkSettings link = loop.link();
        LinkSettings usual = USUAL.link();
        if (link.cost() != usual.cost()) to.put("rstp-cost", String.valueOf(link.cost()));
        if (link.priority() != usual.priority()) to.put("rstp-priority", String.valueOf(link.priority()));
        if (!link.findEdge()) to.put("rstp-edge", Words.of(link.edge()));
    }
}
