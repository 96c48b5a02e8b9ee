package viridian.lab.file;

import java.util.Comparator;

/**
 * A place in a file.
 *
 * @param file as the user named it
 * @param line counted from 1; 0 means the file as a whole
 * @param column counted from 1
 */
public record Position(String file, int line, int column) implements Comparable<Position> {

    private static final Comparator<Position> READING_ORDER = Comparator.comparing(Position::file)
            .thenComparingInt(Position::line)
            .thenComparingInt(Position::column);

    static Position whole(String file) {
        return new Position(file, 0, 0);
    }

    @Override
    public int compareTo(Position other) {
        return READING_ORDER.compare(this, other);
    }

    /** As editors and compilers write it: FILE:LINE:COLUMN. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
