package viridian.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;

/** What the stations of a measurement send. */
class FrameSupplyTest {

    private static final int STATIONS = 1000;

    private final BenchCase what = BenchCase.named("some").stations(STATIONS);
    private final Stations stations = new Stations(STATIONS, what.talkers());

    @Test
    void everyStationSpeaksSoThatNoneAges() {
        assertEquals(addresses(port -> true), sources(new FrameSupply(what, 0)));
    }

    @Test
    void aFrameComesFromThePortItsSenderIsAt() {
        FrameSupply supply = new FrameSupply(what, 0);
        for (int burst = 0; burst < STATIONS; burst++) {
            supply.advance();
            int port = supply.port();
            Set<Long> there = addresses(at -> at == port);
            for (Frame frame : supply.burst()) assertTrue(there.contains(frame.source()), frame.toString());
        }
    }

    @Test
    void noFrameGoesBackToItsOwnPort() {
        FrameSupply supply = new FrameSupply(what, 0);
        for (int burst = 0; burst < STATIONS; burst++) {
            supply.advance();
            int port = supply.port();
            Set<Long> there = addresses(at -> at == port);
            for (Frame frame : supply.burst()) assertTrue(!there.contains(frame.destination()), frame.toString());
        }
    }

    @Test
    void twoThreadsShareThePortsAndNoStation() {
        BenchCase two = what.on(2);
        Set<Long> first = sources(new FrameSupply(two, 0));
        Set<Long> second = sources(new FrameSupply(two, 1));
        assertEquals(addresses(port -> port % 2 == 0), first);
        assertEquals(addresses(port -> port % 2 == 1), second);
    }

    @Test
    void noTwoStationsHaveOneAddress() {
        assertEquals(
                1_000_000,
                IntStream.range(0, 1_000_000)
                        .mapToLong(Stations::address)
                        .distinct()
                        .count());
        assertNotEquals(Stations.address(0) + 1, Stations.address(1));
    }

    private Set<Long> sources(FrameSupply supply) {
        Set<Long> seen = new HashSet<>();
        for (int burst = 0; burst < STATIONS; burst++) {
            supply.advance();
            for (Frame frame : supply.burst()) seen.add(frame.source());
        }
        return seen;
    }

    private Set<Long> addresses(IntPredicate ports) {
        return IntStream.range(0, STATIONS)
                .filter(station -> ports.test(stations.port(station)))
                .mapToObj(Stations::address)
                .collect(Collectors.toSet());
    }
}
