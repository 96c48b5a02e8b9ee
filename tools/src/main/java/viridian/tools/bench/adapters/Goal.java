package viridian.tools.bench.adapters;

import java.util.Locale;

/** What is asked of a case. */
public sealed interface Goal {

    /** How many times the goal was reached; 1 if nothing is asked. */
    double share(AdapterFigure figure);

    /** The goal in words. */
    String words();

    /** How a figure stands to the goal, in words. */
    default String judge(AdapterFigure figure) {
        double share = share(figure);
        return String.format(Locale.ROOT, share >= 1 ? "met, %.2f times %s" : "short, %.2f times %s", share, words());
    }

    /** Nothing is asked. */
    record None() implements Goal {
        @Override
        public double share(AdapterFigure figure) {
            return 1;
        }

        @Override
        public String words() {
            return "";
        }

        @Override
        public String judge(AdapterFigure figure) {
            return "";
        }
    }

    /** So many in a second, by the clock on the wall, whoever works at it. */
    record PerSecond(double frames) implements Goal {
        @Override
        public double share(AdapterFigure figure) {
            return figure.framesPerSecond() / frames;
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "%.0f M/s", frames / 1e6);
        }
    }

    /** So many in a second of one core's time. */
    record PerSecondPerCore(double frames) implements Goal {
        @Override
        public double share(AdapterFigure figure) {
            return 1e9 / figure.cpuNanosPerFrame() / frames;
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "%.0f M/s/core", frames / 1e6);
        }
    }

    /** So much data in a second, by the clock on the wall. */
    record GigabitsPerSecond(double gigabits) implements Goal {
        @Override
        public double share(AdapterFigure figure) {
            return figure.gigabitsPerSecond() / gigabits;
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "%.0f Gbit/s", gigabits);
        }
    }
}
