package viridian.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a measurement says of itself. */
class BenchReportTest {

    private final BenchCase goal = BenchCase.named("goal").against(new Bar.Rate(30e6));
    private final BenchCase many = BenchCase.named("many").against(new Bar.Cost("goal", 3));

    @Test
    void aRateIsHeldAgainstItsBar() {
        assertEquals("met, 1.33 times 30.0 M", judged(figure(goal, 25)));
        assertEquals("short, 0.50 times 30.0 M", judged(figure(goal, 66.7)));
    }

    @Test
    void aCostIsHeldAgainstTheOtherCases() {
        Figure cheap = figure(goal, 25);
        assertEquals("met, 2.00 times the cost of goal, of 3.00", judged(figure(many, 50), cheap));
        assertEquals("short, 4.00 times the cost of goal, of 3.00", judged(figure(many, 100), cheap));
        assertFalse(many.bar().met(figure(many, 100), name -> Optional.of(cheap)));
    }

    @Test
    void whatWasNotMeasuredIsNotCompared() {
        assertEquals("not compared: goal was not measured", judged(figure(many, 50)));
    }

    @Test
    void theMedianRoundCounts() {
        Figure figure = new Figure(goal, List.of(round(90), round(30), round(20)), 0);
        assertEquals(30, figure.nanosPerFrame());
        assertEquals(233, figure.spreadPercent(), 1);
    }

    @Test
    void aThreadThatHadHalfACoreIsNoSlowerForIt() {
        Figure disturbed = new Figure(goal, List.of(new Figure.Round(500e6, 20e6, 20e6)), 0);
        assertEquals(40e6, disturbed.framesPerSecondPerCore());
        assertEquals(50, disturbed.corePercent());
    }

    @Test
    void jsonHasWhatTheTableHas() {
        BenchReport report = new BenchReport();
        report.add(figure(goal, 25));
        assertTrue(report.table().contains("40,000,000"), report.table());
        assertTrue(report.json().contains("\"frames_per_second_per_core\":40000000"), report.json());
        assertTrue(report.json().contains("\"met\":true"), report.json());
    }

    @Test
    void aPatternThatFindsNoCaseIsRefusedWithTheNames() {
        var refused = assertThrows(IllegalArgumentException.class, () -> BenchCases.matching(Pattern.compile("warp")));
        assertTrue(String.valueOf(refused.getMessage()).contains("unicast-60"));
    }

    private static Figure figure(BenchCase of, double nanos) {
        return new Figure(of, List.of(round(nanos)), 0);
    }

    private static Figure.Round round(double nanos) {
        return new Figure.Round(nanos * 1000, 1000, 1e9 / nanos);
    }

    private static String judged(Figure figure, Figure... others) {
        return figure.of()
                .bar()
                .judge(
                        figure,
                        name -> List.of(others).stream()
                                .filter(other -> other.of().name().equals(name))
                                .findFirst());
    }
}
