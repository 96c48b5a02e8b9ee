package viridian.lab.file;

/**
 * Something in a file that cannot be, or that is not what its writer will expect.
 *
 * @param sentence what is wrong, without full stop
 * @param suggestion what to do, perhaps empty
 */
public record Problem(Position position, String sentence, String suggestion) implements Comparable<Problem> {

    public Problem {
        sentence = line(sentence);
        suggestion = line(suggestion);
    }

    /** A problem stays one line, whatever of the file it quotes, and sends no control characters to a terminal. */
    private static String line(String text) {
        return text.replaceAll("\\s*\\p{Cntrl}+\\s*", " ").strip();
    }

    @Override
    public int compareTo(Problem other) {
        return position.compareTo(other.position);
    }

    /** One line: FILE:LINE:COLUMN: sentence (suggestion). */
    @Override
    public String toString() {
        return position + ": " + sentence + (suggestion.isEmpty() ? "" : " (" + suggestion + ")");
    }
}
