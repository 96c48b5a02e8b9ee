package viridian.lab.run;

import java.time.Duration;
import java.util.Map;
import viridian.lab.check.Judgement;
import viridian.lab.topology.Layout;

/** Is told how a run gets on, in order, on the run's own thread. */
public interface Progress {

    /** A layout is about to be brought to life. */
    void begins(Layout layout);

    /**
     * All hosts of a layout are up.
     *
     * @param nanos how long that took
     * @param machines how long each real machine of it took to start
     */
    void isUp(Layout layout, long nanos, Map<String, Duration> machines);

    /** A claim is about to be tried. */
    void tries(String claim);

    /** A claim was tried. */
    void judged(Judgement judgement);
}
