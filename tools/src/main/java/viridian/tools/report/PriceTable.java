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

    private PriceTable() {}

    static String of(RunResult result) {
        List<Price> prices = result.layouts().stream()
                .map(LayoutResult::prices)
                .flatMap(List::stream)
                .toList();
        if (prices.isEmpty()) return "";
        Table table = new Table(
                "price per frame",
                "host",
                "adapter",
                "accesses in",
                "out",
                "hypercalls in",
                "out",
                "interrupts in",
                "out",
                "round trip");
        for (Price price : prices) {
            table.row(
                    price.adapter(),
                    price.kind(),
                    price.type().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    each(price.in().accesses()),
                    each(price.out().accesses()),
                    each(price.in().hypercalls()),
                    each(price.out().hypercalls()),
                    each(price.in().interrupts()),
                    each(price.out().interrupts()),
                    price.roundTripMillis().isPresent() ? "%s ms".formatted(each(price.roundTripMillis())) : "-");
        }
        return table + "%n%n".formatted();
    }

    private static String each(OptionalDouble number) {
        return number.isPresent() ? String.format(Locale.ROOT, "%.2f", number.getAsDouble()) : "-";
    }
}
