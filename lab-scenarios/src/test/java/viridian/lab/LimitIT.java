package viridian.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.lab.host.DatagramCounter;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Topology;

/** Adapters with a limit, beside one that has none. */
class LimitIT {

    private static final int MEGABITS = 10;
    private static final int DATAGRAMS = 2_000;
    private static final int SIZE = 1_000;

    /** Of the frame: Ethernet's, IPv4's and UDP's headers around the data. */
    private static final int FRAME_BYTES = 14 + 20 + 8 + SIZE;

    /** What may pass at once after a pause: a bucket of a large send, since 50 ms of the limit are less. */
    private static final int BURST_BYTES = 65_536;

    @ParameterizedTest
    @EnumSource(names = {"SYNTHETIC", "LEGACY"})
    void whatIsSentThroughALimitIsHeldToIt(AdapterType type) throws Exception {
        assertHeld(stream(plan(type), "slow", "free"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SYNTHETIC", "LEGACY"})
    void whatIsReceivedThroughALimitIsHeldToIt(AdapterType type) throws Exception {
        assertHeld(stream(plan(type), "free", "slow"));
    }

    /** A legacy one too, though it reports no more than 100 Mbit/s. */
    @ParameterizedTest
    @EnumSource(names = {"SYNTHETIC", "LEGACY"})
    void whoHasNoLimitIsHeldToNone(AdapterType type) throws Exception {
        assertEquals(DATAGRAMS, stream(plan(type), "free", "other").arrived());
    }

    @Test
    void theLimitIsOfOneAdapterAndNotOfItsHost() throws Exception {
        Topology plan = Topology.named("limits")
                .network("lan", network -> {})
                .network("side", network -> {})
                .child(
                        "slow",
                        host -> host.adapter(
                                        "net",
                                        at -> at.network("lan")
                                                .address("10.0.0.1/24")
                                                .limit(MEGABITS))
                                .adapter("side", at -> at.network("side").address("10.0.1.1/24")))
                .child(
                        "free",
                        host -> host.adapter("net", at -> at.network("side").address("10.0.1.2/24")))
                .build();
        assertEquals(DATAGRAMS, stream(plan, "slow/side", "free/net").arrived());
    }

    private static Topology plan(AdapterType type) {
        return Topology.named("limits")
                .network("lan", network -> {})
                .child(
                        "slow",
                        host -> host.adapter(
                                "net",
                                at -> at.network("lan")
                                        .type(type)
                                        .address("10.0.0.1/24")
                                        .limit(MEGABITS)))
                .child(
                        "free",
                        host -> host.adapter(
                                "net", at -> at.network("lan").type(type).address("10.0.0.2/24")))
                .child(
                        "other",
                        host -> host.adapter(
                                "net", at -> at.network("lan").type(type).address("10.0.0.3/24")))
                .build();
    }

    private record Streamed(int arrived, double seconds) {}

    /** At eighty megabits a second, if nobody is in the way. */
    private static Streamed stream(Topology plan, String from, String to) throws Exception {
        try (Lab lab = Lab.start(plan, Form.EMBEDDED, null);
                DatagramCounter counter = lab.host(name(to).host()).count(5001)) {
            Traffic traffic = new Traffic(lab);
            assertEquals(
                    1,
                    traffic.ping(new Action.Ping(name(from), name(to), 56, true, 1, 1))
                            .answered());
            long start = System.nanoTime();
            lab.host(name(from).host()).stream(
                    new Action.Stream(name(from), name(to), DATAGRAMS, SIZE, 5001, 10_000),
                    plan.adapter(name(to)).address().orElseThrow().address());
            traffic.settle();
            double seconds = (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
            return new Streamed(counter.arrived(), seconds);
        }
    }

    private static AdapterName name(String text) {
        String[] parts = text.split("/", -1);
        return new AdapterName(parts[0], parts.length > 1 ? parts[1] : "net");
    }

    /** Not above what the limit and the bucket let pass in that time, and not much below. */
    private static void assertHeld(Streamed streamed) {
        double due = (streamed.seconds() * MEGABITS * 1_000_000 / 8 + BURST_BYTES) / FRAME_BYTES;
        assertTrue(streamed.arrived() <= due + 1, () -> "%s of %.0f".formatted(streamed, due));
        assertTrue(streamed.arrived() >= 0.7 * due, () -> "%s of %.0f".formatted(streamed, due));
        assertTrue(streamed.arrived() < DATAGRAMS / 2, streamed::toString);
    }
}
