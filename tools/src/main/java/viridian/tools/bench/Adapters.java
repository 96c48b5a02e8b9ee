package viridian.tools.bench;

import java.util.stream.Stream;
import viridian.vswitch.frame.Frame;

/** Frames go from ring to ring, to each adapter in turn, without anything that decides: what measuring costs. */
final class Adapters implements Way {

    private final CopyingNic[] nics;
    private int next;

    Adapters(BenchCase what) {
        this.nics = Stream.generate(() -> new CopyingNic(what.frameBytes()))
                .limit(what.talkers())
                .toArray(CopyingNic[]::new);
    }

    @Override
    public void carry(FrameSupply supply) {
        supply.advance();
        for (Frame frame : supply.burst()) {
            nics[next].accept(frame);
            next = next + 1 == nics.length ? 0 : next + 1;
        }
    }

    @Override
    public void done(FrameSupply supply) {
        CopyingNic.requireDelivered(nics, supply.sent());
    }
}
