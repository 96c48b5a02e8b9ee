package viridian.tools.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import viridian.lab.check.Price;
import viridian.lab.run.LayoutResult;
import viridian.lab.run.RunResult;
import viridian.tools.text.Table;

/** What a frame cost at each adapter that was asked about, in one table for the whole run; nothing if none was. */
final class PriceTable {

    private static final double NANOS_PER_MICRO = 1_000;

    private final Table table = new Table(
            "price per frame",
            "host",
            "adapter",
            "way",
            "time us",
            "accesses",
            "hypercalls",
            "interrupts",
            "round trip ms");

    private PriceTable() {}

    static String of(RunResult result) {
        List<Price> prices = result.layouts().stream()
                .map(LayoutResult::prices)
                .flatMap(List::stream)
                .toList();
        if (prices.isEmpty()) return "";
        PriceTable all = new PriceTable();
        prices.forEach(all::add);
        return all.table + "%n%n".formatted();
    }

    /** A row for each way. */
    private void add(Price price) {
        String type = price.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
        add(price.adapter(), price.kind(), type, "out", price.out(), number(price.roundTripMillis()));
        add("", "", "", "in", price.in(), "");
    }

    private void add(Object adapter, String kind, String type, String way, Price.PerFrame each, String roundTrip) {
        table.row(
                adapter,
                kind,
                type,
                way,
                number(micros(each.nanos())),
                number(each.accesses()),
                number(each.hypercalls()),
                number(each.interrupts()),
                roundTrip);
    }

    private static OptionalDouble micros(OptionalDouble nanos) {
        return nanos.isPresent() ? OptionalDouble.of(nanos.getAsDouble() / NANOS_PER_MICRO) : nanos;
    }

    private static String number(OptionalDouble number) {
        return number.isPresent() ? String.format(Locale.ROOT, "%.2f", number.getAsDouble()) : "-";
    }
}
