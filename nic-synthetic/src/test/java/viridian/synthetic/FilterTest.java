package viridian.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Station;

/** The host gives a guest what its packet filter asks for. */
class FilterTest {

    private static final MacAddress STRANGER = Bench.address(9);

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void beforeTheGuestIsThereEveryFrameIsDropped() {
        NetVsp host = new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME);
        assertFalse(host.accept(to(Bench.address(1))));
        assertEquals(1, host.counters().droppedSending());
    }

    @Test
    void aDriverNobodyStartedHearsNothing() {
        Bench.Guest alice = bench.running(1);
        assertTrue(alice.host().accept(to(Bench.address(1))));
        assertTrue(alice.host().accept(FrameBuilder.broadcast(STRANGER).build()));
        alice.host().flush();
        bench.settle();
        assertEquals(2, alice.host().counters().filtered());
        assertEquals(0, alice.driver().counters().droppedReceiving());
    }

    @Test
    void aStartedDriverHearsItsOwnAndGroups() {
        Bench.Guest alice = bench.running(1);
        Station station = new Station(alice.driver());
        bench.settle();
        assertTrue(alice.host().accept(to(Bench.address(1))));
        assertTrue(alice.host().accept(to(STRANGER)));
        assertTrue(alice.host().accept(FrameBuilder.broadcast(STRANGER).build()));
        assertTrue(alice.host().accept(to(MacAddress.parse("01-00-5E-00-00-FB"))));
        alice.host().flush();
        bench.settle();
        assertEquals(3, station.heard().size());
        assertEquals(1, alice.host().counters().filtered());
        assertEquals(3, alice.host().counters().sent());
    }

    private static Frame to(MacAddress destination) {
        return FrameBuilder.frame(STRANGER, destination).build();
    }
}
