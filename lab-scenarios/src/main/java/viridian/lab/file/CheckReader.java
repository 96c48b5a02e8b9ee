package viridian.lab.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import viridian.lab.topology.Action;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Check;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.FrameSelector;
import viridian.lab.topology.Protocol;

/** Makes claims out of what the schema has let pass. */
final class CheckReader {

    private final References references;
    private final ActionReader actions;
    private final Report report;

    CheckReader(References references, ActionReader actions, Report report) {
        this.references = references;
        this.actions = actions;
        this.report = report;
    }

    /** The claims of a list, in order; each sentence may be claimed once. */
    List<Check> checks(List<Tree> list) {
        Map<String, Integer> lines = new HashMap<>();
        List<Check> checks = new ArrayList<>();
        for (Tree part : list) {
            Section section = Section.of(part);
            Tree.Scalar claim = section.required("claim");
            Integer first = lines.putIfAbsent(claim.text(), claim.position().line());
            if (first != null) report.error(claim.position(), "this is claimed already", "in line " + first);
            checks.add(check(claim.text(), section));
        }
        return checks;
    }

    private Check check(String claim, Section check) {
        String kind = check.mapping().entries().keySet().stream()
                .filter(key -> !key.equals("claim"))
                .findFirst()
                .orElseThrow();
        Section how = check.section(kind);
        return switch (kind) {
            case "reachable" -> new Check.Reachable(claim, actions.ping(how));
            case "unreachable" -> new Check.Unreachable(claim, actions.ping(how));
            case "delivered" -> delivered(claim, how);
            case "price" -> price(claim, how);
            case "hears-only" -> hearsOnly(claim, how);
            case "carries-only" -> new Check.CarriesOnly(claim, place(how), selector(how), meanwhile(how));
            case "must-not-carry" -> new Check.MustNotCarry(claim, place(how), selector(how), meanwhile(how));
            case "exec" -> command(claim, how);
            case "boots" -> new Check.Boots(claim, references.bootAdapter(how.required("from")));
            case "cannot-boot" -> cannotBoot(claim, how);
            case "console" -> console(claim, how);
            default -> throw new IllegalStateException("the schema knows a check '" + kind + "' and we do not");
        };
    }

    private Check delivered(String claim, Section how) {
        Action.Stream stream = actions.stream(how);
        int atLeast = how.number("at-least", stream.datagrams());
        if (atLeast > stream.datagrams()) {
            report.error(
                    how.required("at-least").position(),
                    "of %d datagrams %d cannot arrive".formatted(stream.datagrams(), atLeast),
                    "at-least is not more than datagrams");
        }
        return new Check.Delivered(claim, stream, atLeast);
    }

    private Check price(String claim, Section how) {
        Action.Stream out = actions.stream(how);
        Action.Stream in =
                new Action.Stream(out.to(), out.from(), out.datagrams(), out.size(), out.port(), out.perSecond());
        return new Check.Price(
                claim,
                out,
                in,
                new Action.Ping(
                        out.from(),
                        out.to(),
                        Action.Ping.DEFAULT_SIZE,
                        true,
                        how.number("pings", Check.Price.DEFAULT_PINGS),
                        Action.Ping.DEFAULT_WITHIN_SECONDS));
    }

    private Check hearsOnly(String claim, Section how) {
        Set<AdapterName> at = names(how.required("at"));
        boolean own = how.text("unicast", "own").equals("own");
        return new Check.HearsOnly(claim, at, own, senders(how), meanwhile(how));
    }

    private Check command(String claim, Section how) {
        Optional<Tree.Scalar> output = how.scalar("output");
        output.ifPresent(this::pattern);
        return new Check.Command(claim, actions.exec(how), how.number("exit", 0), output.map(Tree.Scalar::text));
    }

    private Check cannotBoot(String claim, Section how) {
        Optional<Tree.Scalar> because = how.scalar("because");
        because.ifPresent(this::pattern);
        AdapterName from = references.bootAdapter(how.required("from"));
        return new Check.CannotBoot(claim, from, because.map(Tree.Scalar::text));
    }

    private Check console(String claim, Section how) {
        pattern(how.required("shows"));
        return new Check.Console(
                claim,
                references.consoleHost(how.required("host")),
                how.text("shows", ""),
                how.decimal("within", Check.Console.DEFAULT_WITHIN_SECONDS));
    }

    private void pattern(Tree.Scalar expression) {
        try {
            Pattern.compile(expression.text());
        } catch (PatternSyntaxException reason) {
            report.error(
                    expression.position(),
                    "'%s' is no regular expression".formatted(expression.text()),
                    reason.getDescription());
        }
    }

    private Check.Place place(Section how) {
        return how.has("wire")
                ? new Check.Place.Wire(references.wire(how.required("wire")))
                : new Check.Place.Inside(references.network(how.required("network")));
    }

    private FrameSelector selector(Section how) {
        Optional<List<CidrAddress>> addresses = how.scalars("addresses")
                .map(all -> all.stream().flatMap(text -> subnet(text).stream()).toList());
        Optional<Set<Protocol>> protocols = how.scalars("protocols")
                .map(all -> all.stream()
                        .map(text -> Protocol.valueOf(text.text().toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
        return new FrameSelector(senders(how), addresses, protocols);
    }

    private Optional<CidrAddress> subnet(Tree.Scalar text) {
        try {
            return Optional.of(CidrAddress.parse(text.text()));
        } catch (IllegalArgumentException reason) {
            report.error(text.position(), String.valueOf(reason.getMessage()), CidrAddress.SHAPE);
            return Optional.empty();
        }
    }

    private Optional<Set<AdapterName>> senders(Section how) {
        return how.scalars("hosts")
                .map(all -> all.stream().flatMap(host -> names(host).stream()).collect(Collectors.toSet()));
    }

    private Set<AdapterName> names(Tree.Scalar reference) {
        return references.adapters(reference).stream()
                .map(Adapter::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private List<Action> meanwhile(Section how) {
        return actions.actions(how.list("while").orElseThrow());
    }
}
