package viridian.tools.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What a figure is held against. */
public sealed interface Bar {

    /** How a figure stands to the bar, in words. */
    String judge(Figure figure, Function<String, Optional<Figure>> others);

    /** Whether the figure is as good as the bar asks; true if there is nothing to compare it with. */
    boolean met(Figure figure, Function<String, Optional<Figure>> others);

    /** Nothing is asked of it. */
    record None() implements Bar {
        @Override
        public String judge(Figure figure, Function<String, Optional<Figure>> others) {
            return "";
        }

        @Override
        public boolean met(Figure figure, Function<String, Optional<Figure>> others) {
            return true;
        }
    }

    /**
     * So many frames in a second.
     *
     * @param framesPerSecond at least, on each core
     */
    record Rate(double framesPerSecond) implements Bar {
        @Override
        public String judge(Figure figure, Function<String, Optional<Figure>> others) {
            double share = figure.framesPerSecondPerCore() / framesPerSecond;
            String verdict = share >= 1 ? "met, %.2f times" : "short, %.2f times";
            return String.format(Locale.ROOT, verdict + " %.1f M", share, framesPerSecond / 1e6);
        }

        @Override
        public boolean met(Figure figure, Function<String, Optional<Figure>> others) {
            return figure.framesPerSecondPerCore() >= framesPerSecond;
        }
    }

    /**
     * A frame costs at most so many times what it costs in another case of the same run.
     *
     * @param than the other case's name
     * @param times at most
     */
    record Cost(String than, double times) implements Bar {
        @Override
        public String judge(Figure figure, Function<String, Optional<Figure>> others) {
            Optional<Figure> other = others.apply(than);
            if (other.isEmpty()) return "not compared: " + than + " was not measured";
            String verdict = met(figure, others) ? "met, %.2f times" : "short, %.2f times";
            return String.format(
                    Locale.ROOT, verdict + " the cost of %s, of %.2f", ratio(figure, other.get()), than, times);
        }

        @Override
        public boolean met(Figure figure, Function<String, Optional<Figure>> others) {
            return others.apply(than)
                    .map(other -> ratio(figure, other) <= times)
                    .orElse(true);
        }

        private static double ratio(Figure figure, Figure other) {
            return figure.nanosPerFrame() / other.nanosPerFrame();
        }
    }
}
