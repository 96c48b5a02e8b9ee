package viridian.vswitch.bandwidth;

/**
 * The fair division of a link: vessels as wide as each one's weight stand side by side, each as tall as its demand, and
 * the link's capacity is poured over them. Who wants less than the level is satisfied, and what it leaves rises around
 * the others, by weight. (Weighted max-min fairness.)
 */
final class WaterLevel {

    private WaterLevel() {}

    /**
     * How high the water stands: a flow's share is its weight times this.
     *
     * @param weights each more than 0, in any unit
     * @param demands what each would send, in the unit of the capacity
     * @return infinite if the link has room for everybody's demand
     */
    static double of(double capacity, double[] weights, double[] demands) {
        double level = 0;
        while (true) {
            double left = capacity;
            double unsatisfied = 0;
            for (int i = 0; i < weights.length; i++) {
                if (demands[i] <= weights[i] * level) left -= demands[i];
                else unsatisfied += weights[i];
            }
            // Whoever was below the old level is below the new one, so it rises until nobody is added, and ends.
            double higher = unsatisfied == 0 ? Double.POSITIVE_INFINITY : left / unsatisfied;
            if (higher <= level || unsatisfied == 0) return higher;
            level = higher;
        }
    }
}
