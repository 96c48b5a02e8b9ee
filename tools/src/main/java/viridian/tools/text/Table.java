package viridian.tools.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows under headings, each column as wide as its widest cell; numbers stand at the right, and so does what is there instead of one. */
public final class Table {

    private static final String GAP = "  ";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.,]*");

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row, one cell for each heading. */
    public Table row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        }
        rows.add(List.of(cells).stream().map(String::valueOf).toList());
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Style.STRONG.of(line(headings)));
        for (List<String> row : rows) text.append('\n').append(line(row));
        return text.toString();
    }

    private String line(List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> padded(cells.get(column), column))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private String padded(String cell, int column) {
        int width = width(column);
        String space = " ".repeat(width - cell.length());
        return isNumeric(column) ? space + cell : cell + space;
    }

    private int width(int column) {
        int widest =
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
        return Math.max(widest, headings.get(column).length());
    }

    private boolean isNumeric(int column) {
        return rows.stream().anyMatch(row -> NUMBER.matcher(row.get(column)).matches())
                && rows.stream().map(row -> row.get(column)).allMatch(Table::isNumberOrNone);
    }

    private static boolean isNumberOrNone(String cell) {
        return cell.isEmpty() || cell.equals("-") || NUMBER.matcher(cell).matches();
    }
}
