package viridian.lab.check;

import java.util.List;
import viridian.lab.topology.Check;

/**
 * What has become of a claim, and why.
 *
 * @param because one line: how much was looked at, how much of it speaks against the claim
 * @param evidence the first things that speak against it; empty if none do
 */
public record Judgement(Check check, Verdict verdict, String because, List<Evidence> evidence) {

    public Judgement {
        evidence = List.copyOf(evidence);
    }

    /** The sentence that holds or fails. */
    public String claim() {
        return check.claim();
    }
}
