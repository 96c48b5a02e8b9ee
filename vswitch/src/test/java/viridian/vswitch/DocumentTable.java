package viridian.vswitch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of the project's documentation, so that a test can hold what it promises. */
record DocumentTable(List<Line> lines) {

    /** One line, by the heads of the columns. */
    record Line(Map<String, String> cells) {

        String cell(String column) {
            String cell = cells.get(column);
            if (cell == null) throw new IllegalArgumentException("no column '" + column + "' in " + cells.keySet());
            return cell;
        }

        @Override
        public String toString() {
            return cells.values().stream().filter(cell -> !cell.isEmpty()).collect(Collectors.joining(" | "));
        }
    }

    /** The last table under a heading. */
    static DocumentTable under(String page, String heading) throws IOException {
        String section = Files.readString(Path.of("..").resolve(page))
                .split("## " + heading + "\\R", 2)[1]
                .split("\\R## ", 2)[0];
        List<List<String>> rows = section.lines()
                .filter(line -> line.startsWith("|"))
                .map(DocumentTable::cells)
                .toList();
        List<String> heads = rows.getFirst();
        return new DocumentTable(
                rows.stream().skip(2).map(row -> line(heads, row)).toList());
    }

    private static List<String> cells(String row) {
        String[] cells = row.substring(1).split("\\|", -1);
        return Arrays.stream(cells).limit(cells.length - 1).map(String::strip).toList();
    }

    private static Line line(List<String> heads, List<String> row) {
        Map<String, String> cells = IntStream.range(0, heads.size())
                .boxed()
                .collect(Collectors.toMap(heads::get, row::get, (a, b) -> a, LinkedHashMap::new));
        return new Line(cells);
    }
}
