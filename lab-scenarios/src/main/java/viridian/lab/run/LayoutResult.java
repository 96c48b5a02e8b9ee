package viridian.lab.run;

import java.util.List;
import viridian.lab.check.Judgement;
import viridian.lab.check.Price;
import viridian.lab.topology.Layout;

/**
 * What became of the claims of one layout.
 *
 * @param judgements in the order of the claims
 * @param prices what frames cost, in the order it was asked
 * @param witnesses what was heard on its wires besides, in the real form
 * @param nanos how long it took, from nothing to nothing
 */
public record LayoutResult(
        Layout layout, List<Judgement> judgements, List<Price> prices, List<WitnessFile> witnesses, long nanos) {

    public LayoutResult {
        judgements = List.copyOf(judgements);
        prices = List.copyOf(prices);
        witnesses = List.copyOf(witnesses);
    }
}
