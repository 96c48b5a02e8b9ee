package viridian.lab.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.lab.host.linux.PingOutcome.Answer;

/** What iputils' ping wrote, word for word. */
class PingOutcomeTest {

    @Test
    void repliesAreCountedWithTheirTimes() throws IOException {
        assertEquals(new PingOutcome(Answer.REPLY, 2, 2, 0, List.of(0.045, 12.0)), PingOutcome.parse("""
                        PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
                        64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.045 ms
                        64 bytes from 10.0.0.1: icmp_seq=2 ttl=64 time=12.0 ms

                        --- 10.0.0.1 ping statistics ---
                        2 packets transmitted, 2 received, 0% packet loss, time 1001ms
                        rtt min/avg/max/mdev = 0.045/6.022/12.000/5.977 ms
                        """));
    }

    @Test
    void silenceIsNothing() throws IOException {
        assertEquals(
                new PingOutcome(Answer.NOTHING, 3, 0, 0, List.of()),
                PingOutcome.parse("3 packets transmitted, 0 received, 100% packet loss, time 2050ms\n"));
    }

    @Test
    void aNeighbourNobodyAnswersForIsUnreachable() throws IOException {
        assertEquals(new PingOutcome(Answer.UNREACHABLE, 1, 0, 0, List.of()), PingOutcome.parse("""
                        From 10.0.0.1 icmp_seq=1 Destination Host Unreachable

                        1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms
                        """));
    }

    @Test
    void aRouterSaysWhatItsLinkTakes() throws IOException {
        assertEquals(new PingOutcome(Answer.TOO_LONG, 1, 0, 1400, List.of()), PingOutcome.parse("""
                        From 10.0.0.9 icmp_seq=1 Frag needed and DF set (mtu = 1400)

                        1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms
                        """));
    }

    @Test
    void theHostsOwnInterfaceMayBeTooNarrow() throws IOException {
        String rest = "1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n";
        PingOutcome expected = new PingOutcome(Answer.TOO_LONG, 1, 0, 1500, List.of());
        assertEquals(expected, PingOutcome.parse("ping: local error: message too long, mtu=1500\n" + rest));
        assertEquals(expected, PingOutcome.parse("ping: sendmsg: message too long, mtu: 1500\n" + rest));
    }

    @Test
    void withoutARouteNothingIsSent() throws IOException {
        assertEquals(
                new PingOutcome(Answer.NO_ROUTE, 0, 0, 0, List.of()),
                PingOutcome.parse("ping: connect: Network is unreachable\n"));
    }

    @Test
    void whateverElseKeptItFromPingingIsSaid() {
        IOException failure =
                assertThrows(IOException.class, () -> PingOutcome.parse("ping: nowhere: Name or service not known\n"));
        assertEquals("ping failed: ping: nowhere: Name or service not known", failure.getMessage());
    }
}
