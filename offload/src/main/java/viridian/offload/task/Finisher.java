package viridian.offload.task;

import java.lang.foreign.MemorySegment;
import viridian.offload.wire.InternetChecksum;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;

/** Stands between an adapter and its receiver and finishes what arrives. Called by the adapter's thread only. */
final class Finisher implements FrameSink {

    private final int maxFrame;
    private final FinishingCounters counters;
    private final FrameSink receiver;
    private final TransportUnit unit = new TransportUnit();
    private final Segmenter segmenter;
    private final MemorySegment own;
    private final Frame finished = new Frame();

    Finisher(int maxFrame, FinishingCounters counters, FrameSink receiver) {
        this.maxFrame = maxFrame;
        this.counters = counters;
        this.receiver = receiver;
        this.segmenter = new Segmenter(maxFrame);
        this.own = MemorySegment.ofArray(new byte[maxFrame]);
    }

    @Override
    public boolean accept(Frame frame) {
        boolean known = unit.read(frame);
        if (frame.length() > maxFrame) {
            if (known && segmenter.canCut(unit, frame)) return cut(frame);
            counters.countRefused();
            return false;
        }
        // A right checksum can look like a seed by chance, one time in 65,536: only then the whole frame is summed.
        if (known && unit.holdsSeed() && !unit.isWhole()) return finish(frame);
        return receiver.accept(frame);
    }

    @Override
    public void flush() {
        receiver.flush();
    }

    private boolean cut(Frame frame) {
        counters.countCut();
        return segmenter.cut(unit, frame, receiver);
    }

    /** Completes a copy: the frame's memory is the adapter's, and may not be written. */
    private boolean finish(Frame frame) {
        counters.countFinished();
        frame.copyTo(own, 0);
        BigEndian.putU16(own, unit.checksumAt(), 0);
        int seed = InternetChecksum.add(unit.pseudoHeader(), unit.length());
        int sum = InternetChecksum.sum(own, unit.headerAt(), unit.length());
        BigEndian.putU16(own, unit.checksumAt(), unit.checksum(InternetChecksum.add(seed, sum)));
        return receiver.accept(finished.lend(own, 0, frame.length(), frame.tag()));
    }
}
