package viridian.lab.run;

import java.time.Duration;
import java.util.Map;
import viridian.lab.check.Judgement;
import viridian.lab.topology.Layout;

/** Is told how a run gets on, and does nothing about it unless a test does. */
class Quiet implements Progress {

    @Override
    public void begins(Layout layout) {}

    @Override
    public void isUp(Layout layout, long nanos, Map<String, Duration> machines) {}

    @Override
    public void tries(String claim) {}

    @Override
    public void judged(Judgement judgement) {}
}
