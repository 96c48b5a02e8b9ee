package viridian.offload.stack;

import java.util.concurrent.atomic.AtomicReference;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Cable;

/** Alice, 10.0.0.1, and Bob, 10.0.0.2, at the two ends of a cable. */
final class TwoHosts {

    static final Ipv4Address ALICE = Ipv4Address.parse("10.0.0.1");
    static final Ipv4Address BOB = Ipv4Address.parse("10.0.0.2");
    static final Ipv4Address NOBODY = Ipv4Address.parse("10.0.0.99");

    static final MacAddress ALICE_MAC = MacAddress.parse("00-15-5D-00-00-01");
    static final MacAddress BOB_MAC = MacAddress.parse("00-15-5D-00-00-02");

    static final PingRequest SMALL = new PingRequest(32, false, 5 * SimulatedTime.SECOND, 1);

    final SimulatedTime time = new SimulatedTime();
    final HostStack alice = time.host();
    final HostStack bob = time.host();
    final NetworkInterface atAlice;
    final NetworkInterface atBob;

    TwoHosts(int aliceMtu, int bobMtu) {
        Cable cable = new Cable(ALICE_MAC, BOB_MAC, Math.max(aliceMtu, bobMtu) + 14, time);
        atAlice = alice.attach(cable.left(), ALICE, 24, aliceMtu);
        atBob = bob.attach(cable.right(), BOB, 24, bobMtu);
    }

    TwoHosts() {
        this(1500, 1500);
    }

    /** What came of a ping of Alice's, in as much time as it took. */
    PingOutcome ping(Ipv4Address to, PingRequest request) {
        return ping(time, alice, to, request);
    }

    static PingOutcome ping(SimulatedTime time, HostStack from, Ipv4Address to, PingRequest request) {
        AtomicReference<PingOutcome> outcome = new AtomicReference<>();
        from.ping(to, request, outcome::set);
        time.settle();
        if (outcome.get() == null) time.pass(request.timeoutNanos());
        PingOutcome known = outcome.get();
        if (known == null) throw new AssertionError("a ping came to no end");
        return known;
    }
}
