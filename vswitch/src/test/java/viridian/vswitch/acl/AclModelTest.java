package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access lists against their plain model: the same frames pass, and the same rules have counted them. */
class AclModelTest {

    private static final int LISTS = 20;
    private static final int FRAMES = 60;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void decidesAsItsModelDoes(long seed) {
        AclDice dice = new AclDice(seed);
        for (int i = 0; i < LISTS; i++) {
            AccessList list = stateless(dice.list(i % 2 == 0 ? 8 : 150));
            AclBench bench = new AclBench(list);
            AclModel model = new AclModel(list);
            for (int frame = 0; frame < FRAMES; frame++) {
                Said said = dice.said();
                boolean expected = model.passes(said);
                assertEquals(expected, bench.passes(said), () -> "seed " + seed + ": " + said + " with\n" + list);
            }
            assertEquals(counted(list, model), bench.acl.counts(bench.port), () -> "seed " + seed + " with\n" + list);
        }
    }

    private static AccessList stateless(AccessList list) {
        List<AclRule> rules = new ArrayList<>();
        for (AclRule rule : list.rules()) {
            rules.add(new AclRule(
                    rule.action(), rule.direction(), rule.local(), rule.remote(), rule.protocol(), rule.weight(), 0));
        }
        return new AccessList(rules.stream().distinct().toList());
    }

    private static List<RuleCount> counted(AccessList list, AclModel model) {
        return list.ordered().stream()
                .map(rule ->
                        new RuleCount(rule, model.frames.getOrDefault(rule, 0L), model.bytes.getOrDefault(rule, 0L)))
                .toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void aShadowedRuleNeverDecides(long seed) {
        AclDice dice = new AclDice(seed);
        for (int i = 0; i < LISTS; i++) {
            AccessList list = dice.list(12);
            List<String> shadowed = list.shadowed();
            for (int frame = 0; frame < FRAMES; frame++) {
                Said said = dice.said();
                if (said.piece() == Said.Piece.LATER || said.piece() == Said.Piece.SHORT) continue;
                String decides = list.ordered().stream()
                        .filter(rule -> rule.action() != Action.METER && AclModel.matches(rule, said))
                        .findFirst()
                        .map(rule -> "'" + rule + "' never matches")
                        .orElse("nothing");
                boolean claimed = shadowed.stream().anyMatch(sentence -> sentence.startsWith(decides));
                assertEquals(false, claimed, () -> "seed " + seed + ": " + said + " with\n" + list);
            }
        }
    }
}
