package viridian.vswitch.bandwidth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.DropReason;
import viridian.vswitch.Passage;
import viridian.vswitch.PortHook;
import viridian.vswitch.Verdict;
import viridian.vswitch.frame.Frame;

/** The limits at one port. */
record PortBandwidth(
        String port,
        @Nullable Maximum sending,
        @Nullable Maximum receiving,
        @Nullable Uplink uplink) implements PortHook {

    private static final Verdict TOO_MUCH = Verdict.drop(DropReason.QOS);

    /** What the adapter behind the port sends. */
    @Override
    public Verdict ingress(Frame frame, Passage passage) {
        return sending == null ? Verdict.PASS : limit(sending, "sends", frame, passage);
    }

    /** What leaves to the adapter behind the port. */
    @Override
    public Verdict egress(Frame frame, Passage passage) {
        if (receiving != null) {
            Verdict limited = limit(receiving, "receives", frame, passage);
            if (limited.why() != null) return limited;
        }
        return uplink == null ? Verdict.PASS : share(uplink, frame, passage);
    }

    private Verdict limit(Maximum maximum, String does, Frame frame, Passage passage) {
        if (!passage.isRehearsal()) return maximum.admits(frame.length(), passage.now()) ? Verdict.PASS : TOO_MUCH;
        boolean within = maximum.wouldAdmit(passage.now());
        passage.tell("%s %s %s its maximum of %d bit/s just now"
                .formatted(port, does, within ? "no more than" : "more than", maximum.bitsPerSecond()));
        return within ? Verdict.PASS : TOO_MUCH;
    }

    private Verdict share(Uplink link, Frame frame, Passage passage) {
        Flow flow = link.flowOf(passage.from());
        LinkShares shares = link.shares();
        if (!passage.isRehearsal()) {
            return shares.admits(flow, frame.length(), passage.now()) ? Verdict.PASS : TOO_MUCH;
        }
        LinkShares.Answer answer = shares.answer(flow, passage.now());
        passage.tell("of uplink %s %s is sure of %d bit/s; %s"
                .formatted(port, flow.name(), (long) flow.guaranteed(), answer.sentence()));
        return answer.leaves() ? Verdict.PASS : TOO_MUCH;
    }

    void look(long now) {
        if (sending != null) sending.meter().look(now);
        if (receiving != null) receiving.meter().look(now);
        if (uplink != null) uplink.look(now);
    }

    List<BandwidthReading> readings() {
        List<BandwidthReading> readings = new ArrayList<>();
        if (sending != null) readings.add(sending.reading(port, "maximum to send"));
        if (receiving != null) readings.add(receiving.reading(port, "maximum to receive"));
        if (uplink != null) readings.addAll(uplink.readings(port));
        return readings;
    }
}
