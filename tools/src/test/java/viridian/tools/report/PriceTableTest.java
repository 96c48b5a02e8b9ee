package viridian.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import viridian.lab.check.AdapterWork;
import viridian.lab.check.Arrived;
import viridian.lab.check.Price;
import viridian.lab.check.Price.PerFrame;
import viridian.lab.check.Verdict;
import viridian.lab.file.ScenarioException;
import viridian.lab.run.LayoutResult;
import viridian.lab.run.RunResult;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Expectation;

class PriceTableTest {

    private static final Price LEGACY = new Price(
            new AdapterName("old", "net"),
            AdapterType.LEGACY,
            "child",
            new PerFrame(200, work(400, 0, 50), new Arrived(201, 2_469_000)),
            new PerFrame(3, work(10, 0, 3), new Arrived(3, 700)),
            OptionalDouble.of(0.125));

    private static final Price UNSEEN = new Price(
            new AdapterName("desk", "eth"),
            AdapterType.CABLE,
            "machine",
            new PerFrame(100, AdapterWork.UNSEEN, new Arrived(100, 198_000)),
            new PerFrame(100, AdapterWork.UNSEEN, new Arrived(51, 100_000)),
            OptionalDouble.empty());

    private static final Price IDLE = new Price(
            new AdapterName("box", "card"),
            AdapterType.TULIP_21143,
            "qemu",
            new PerFrame(0, work(7, 7, 7), Arrived.NONE),
            new PerFrame(
                    4,
                    new AdapterWork(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(1)),
                    new Arrived(1, 0)),
            OptionalDouble.of(12.5));

    private static AdapterWork work(long accesses, long hypercalls, long interrupts) {
        return new AdapterWork(OptionalLong.of(accesses), OptionalLong.of(hypercalls), OptionalLong.of(interrupts));
    }

    @Test
    void aRunThatAskedForNoPriceHasNoTable() throws ScenarioException {
        assertEquals("", PriceTable.of(run()));
    }

    @Test
    void eachAdapterHasARowForEachWayAndWhatNobodySeesIsADash() throws ScenarioException {
        assertEquals(
                List.of(
                        "old/net child legacy out 0.35 3.33 0.00 1.00 0.13",
                        "in 12.35 2.00 0.00 0.25",
                        "desk/eth machine cable out 2.00 - - - -",
                        "in 2.00 - - -"),
                rows(run(LEGACY, UNSEEN)));
    }

    @Test
    void framesThatNeverCameHaveNoPrice() throws ScenarioException {
        assertEquals(List.of("box/card qemu tulip-21143 out - - - 0.25 12.50", "in - - - -"), rows(run(IDLE)));
    }

    @Test
    void theLayoutsOfARunShareOneTable() throws ScenarioException {
        LayoutResult first = run(LEGACY).layouts().getFirst();
        LayoutResult second = run(UNSEEN).layouts().getFirst();
        RunResult one = run();
        RunResult both = new RunResult(one.scenario(), one.form(), List.of(first, second), one.capture());
        assertEquals(4, rows(both).size());
    }

    @Test
    void itEndsWithAnEmptyLineForWhatFollows() throws ScenarioException {
        String table = PriceTable.of(run(LEGACY));
        assertEquals(
                "%n%n".formatted(),
                table.substring(table.length() - 2 * System.lineSeparator().length()));
    }

    @Test
    void theSummaryBeginsWithIt() throws ScenarioException {
        RunResult run = run(LEGACY);
        assertEquals(
                PriceTable.of(run),
                Summary.of(run).substring(0, PriceTable.of(run).length()));
    }

    /** Without the heading, and without the space that makes columns. */
    private static List<String> rows(RunResult run) {
        return PriceTable.of(run)
                .lines()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> line.replaceAll(" +", " ").strip())
                .toList();
    }

    private static RunResult run(Price... prices) throws ScenarioException {
        RunResult run = Outcome.of(Path.of("runs"), new Expectation.AllHold(), Verdict.HOLDS);
        LayoutResult layout = run.layouts().getFirst();
        LayoutResult priced = new LayoutResult(
                layout.layout(), layout.judgements(), List.of(prices), layout.witnesses(), layout.nanos());
        return new RunResult(run.scenario(), run.form(), List.of(priced), run.capture());
    }
}
