package viridian.lab.topology;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which known word was meant. */
public final class Spelling {

    private Spelling() {}

    /** "did you mean 'mail'?", or else the list of what there is, or nothing if there is nothing. */
    public static String suggestion(String written, Collection<String> known) {
        if (known.isEmpty()) return "";
        return nearest(written, known)
                .map(word -> "did you mean '" + word + "'?")
                .orElseGet(() -> "known: " + String.join(", ", known));
    }

    /** The known word with the fewest letters changed; none, if more than a third of the letters would change. */
    public static Optional<String> nearest(String written, Collection<String> known) {
        String word = written.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate.toLowerCase(Locale.ROOT))))
                .filter(best -> distance(word, best.toLowerCase(Locale.ROOT)) <= Math.max(1, (word.length() + 1) / 3));
    }

    /** How many letters must be inserted, removed, replaced or exchanged with their neighbour (Damerau). */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) cost[i][j] = cost(cost, a, b, i, j);
        }
        return cost[a.length()][b.length()];
    }

    private static int cost(int[][] cost, String a, String b, int i, int j) {
        if (i == 0 || j == 0) return i + j;
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(least, 1 + cost[i - 2][j - 2]) : least;
    }
}
