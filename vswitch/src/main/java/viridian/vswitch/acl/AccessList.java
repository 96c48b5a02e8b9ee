package viridian.vswitch.acl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import viridian.vswitch.PortFeature;

/**
 * The access rules of one port, in the order they were written; no rule is there twice. What no rule allows or denies
 * passes.
 *
 * <p>They are asked by weight, largest first, whatever their kind; among rules of one weight, those first that name most
 * bits of addresses, which is Hyper-V's longest prefix; then as written. A rule without weight has 0.
 */
public record AccessList(List<AclRule> rules) implements PortFeature {

    /** Our choice: what administrators still read. */
    public static final int MOST_RULES = 1024;

    /** No rules: everything passes. */
    public static final AccessList EMPTY = new AccessList(List.of());

    private static final Comparator<AclRule> ORDER = Comparator.comparingInt(AclRule::weight)
            .thenComparingInt(AclRule::addressBits)
            .reversed();

    /** @throws IllegalArgumentException if a rule is there twice, or there are more than {@link #MOST_RULES} */
    public AccessList {
        rules = List.copyOf(rules);
        if (rules.size() > MOST_RULES) {
            throw new IllegalArgumentException("a port has at most " + MOST_RULES + " access rules");
        }
        HashSet<AclRule> known = new HashSet<>();
        for (AclRule rule : rules) {
            if (!known.add(rule)) throw new IllegalArgumentException("'" + rule + "' is there already");
        }
    }

    /**
     * Reads rules, one on each line; empty lines and what follows a number sign are passed over.
     *
     * @throws IllegalArgumentException if a line is no rule, with its number and a sentence that names the word
     */
    public static AccessList parse(String text) {
        List<AclRule> rules = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String rule = line.replaceFirst("#.*", "").strip();
            if (!rule.isEmpty()) rules.add(rule(rule, number));
        }
        return new AccessList(rules);
    }

    private static AclRule rule(String text, int line) {
        try {
            return AclRule.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("line " + line + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * This list and one rule more, written last.
     *
     * @throws IllegalArgumentException if the rule is there already
     */
    public AccessList with(AclRule rule) {
        return new AccessList(Stream.concat(rules.stream(), Stream.of(rule)).toList());
    }

    /**
     * This list without one of its rules.
     *
     * @throws IllegalArgumentException if there is no such rule
     */
    public AccessList without(AclRule rule) {
        if (!rules.contains(rule)) throw new IllegalArgumentException("there is no rule '" + rule + "'");
        return new AccessList(
                rules.stream().filter(other -> !other.equals(rule)).toList());
    }

    /** The rules in the order they are asked. */
    public List<AclRule> ordered() {
        return rules.stream().sorted(ORDER).toList();
    }

    /**
     * The rules that never match a frame, because one that is asked before decides about all of theirs; a sentence for
     * each, in the order they are asked.
     */
    public List<String> shadowed() {
        List<AclRule> ordered = ordered();
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            AclRule rule = ordered.get(i);
            List<AclRule> before = ordered.subList(0, i);
            List<Optional<AclRule>> coverers = Stream.of(Direction.INBOUND, Direction.OUTBOUND)
                    .filter(rule.direction()::includes)
                    .map(way -> coverer(rule, before, way))
                    .toList();
            if (coverers.stream().allMatch(Optional::isPresent)) sentences.add(sentence(rule, coverers));
        }
        return sentences;
    }

    private static Optional<AclRule> coverer(AclRule rule, List<AclRule> before, Direction way) {
        return before.stream()
                .filter(other -> other.action() != Action.METER && other.covers(rule, way))
                .findFirst();
    }

    private static String sentence(AclRule rule, List<Optional<AclRule>> coverers) {
        String names = coverers.stream()
                .flatMap(Optional::stream)
                .distinct()
                .map(other -> "'" + other + "'")
                .collect(Collectors.joining(" and "));
        return "'%s' never matches: %s before it decides about all its frames".formatted(rule, names);
    }

    /** One rule on each line, as {@link #parse} reads them. */
    @Override
    public String toString() {
        return rules.stream().map(AclRule::toString).collect(Collectors.joining("\n"));
    }
}
