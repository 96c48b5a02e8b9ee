package viridian.lab.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Check;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.FrameSelector;
import viridian.lab.topology.Protocol;
import viridian.vswitch.capture.Direction;
import viridian.vswitch.capture.FrameRecord;
import viridian.vswitch.frame.MacAddress;

class JudgeTest {

    private static final Set<AdapterName> MAIL = Set.of(Seen.MAIL);
    private static final FrameSelector ANY = new FrameSelector(Optional.empty(), Optional.empty(), Optional.empty());

    private final Judge judge = new Judge(Seen.PLAN);

    @Test
    void aGuestThatHeardItsOwnUnicastAndBroadcastsHeardNothingWrong() {
        Judgement judgement = judge.judge(
                hearsOnly(Optional.empty()),
                List.of(
                        Seen.udp(1, "mail/p", Direction.OUT, "web", "mail"),
                        Seen.arp(2, "mail/p", Direction.OUT, "web")));
        assertEquals(Verdict.HOLDS, judgement.verdict());
        assertEquals("2 frames were heard of 0 sent, none of them wrongly", judgement.because());
        assertEquals(List.of(), judgement.evidence());
    }

    @Test
    void aGuestThatHeardAnothersUnicastIsProvedByTheFrame() {
        Judgement judgement = judge.judge(
                hearsOnly(Optional.empty()),
                List.of(
                        Seen.udp(7, "mail/p", Direction.OUT, "web", "mail"),
                        Seen.udp(8, "mail/p", Direction.OUT, "web", "client")));
        assertEquals(Verdict.FAILS, judgement.verdict());
        assertEquals("2 frames were heard of 0 sent, 1 of them wrongly", judgement.because());
        assertEquals(
                List.of(new Evidence(8, "frame 8: web > client ipv4 udp 1414 bytes heard at mail")),
                judgement.evidence());
    }

    @Test
    void whatOthersHeardAndWhatTheGuestSaidItselfIsNotHeldAgainstIt() {
        Judgement judgement = judge.judge(
                hearsOnly(Optional.empty()),
                List.of(
                        Seen.udp(1, "web/p", Direction.OUT, "client", "web"),
                        Seen.udp(2, "mail/p", Direction.IN, "mail", "client"),
                        Seen.udp(3, "mail/p", Direction.DROPPED, "web", "client")));
        assertEquals("no frame was heard of 1 sent", judgement.because());
        assertEquals(Verdict.HOLDS, judgement.verdict());
    }

    @Test
    void whereOnlySomeMayBeHeardABroadcastOfAnotherIsALeak() {
        Judgement judgement = judge.judge(
                hearsOnly(Optional.of(Set.of(Seen.CLIENT))),
                List.of(Seen.arp(1, "mail/p", Direction.OUT, "client"), Seen.arp(2, "mail/p", Direction.OUT, "web")));
        assertEquals(
                List.of(new Evidence(2, "frame 2: web > everyone arp 42 bytes heard at mail")), judgement.evidence());
    }

    @Test
    void whereAnyUnicastIsAllowedOnlyTheSenderCounts() {
        Check.HearsOnly claim = new Check.HearsOnly("c", MAIL, false, Optional.of(Set.of(Seen.WEB)), List.of());
        List<FrameRecord> frames = List.of(Seen.udp(1, "mail/p", Direction.OUT, "web", "client"));
        assertEquals(Verdict.HOLDS, judge.judge(claim, frames).verdict());
    }

    @Test
    void aMachineHearsWhatLeavesTheNetworkOnItsWire() {
        Check.HearsOnly claim = new Check.HearsOnly("c", Set.of(Seen.CLIENT), true, Optional.empty(), List.of());
        List<FrameRecord> frames = List.of(
                Seen.udp(1, "nic0", Direction.IN, "client", "web"), Seen.udp(2, "nic0", Direction.OUT, "web", "mail"));
        assertEquals(
                List.of(new Evidence(2, "frame 2: web > mail ipv4 udp 1414 bytes heard at client")),
                judge.judge(claim, frames).evidence());
    }

    @Test
    void aWireCarriesWhatEntersAndWhatLeavesThere() {
        Check.CarriesOnly claim = new Check.CarriesOnly("c", wire(), senders(Seen.WEB, Seen.CLIENT), List.of());
        List<FrameRecord> frames = List.of(
                Seen.udp(1, "nic0", Direction.OUT, "web", "client"),
                Seen.udp(2, "nic0", Direction.IN, "client", "web"),
                Seen.udp(3, "nic0", Direction.OUT, "mail", "client"),
                Seen.udp(4, "mail/p", Direction.OUT, "mail", "client"));
        Judgement judgement = judge.judge(claim, frames);
        assertEquals("3 frames were carried of 1 sent, 1 of them wrongly", judgement.because());
        assertEquals(
                List.of(new Evidence(3, "frame 3: mail > client ipv4 udp 1414 bytes on the wire of nic0")),
                judgement.evidence());
    }

    @Test
    void insideANetworkEveryPortItLeftByCounts() {
        Check.MustNotCarry claim =
                new Check.MustNotCarry("c", new Check.Place.Inside("prod"), protocols(Protocol.UDP), List.of());
        List<FrameRecord> frames = List.of(
                Seen.udp(1, "web/p", Direction.IN, "web", "mail"),
                Seen.udp(1, "mail/p", Direction.OUT, "web", "mail"),
                Seen.arp(2, "web/p", Direction.OUT, "mail"));
        assertEquals(
                "2 frames were carried of 1 sent, 1 of them wrongly",
                judge.judge(claim, frames).because());
    }

    @Test
    void anotherSwitchsPortOfTheSameNameIsAnotherPort() {
        Check.MustNotCarry claim = new Check.MustNotCarry("c", new Check.Place.Inside("other"), ANY, List.of());
        assertEquals(
                Verdict.HOLDS,
                judge.judge(claim, List.of(Seen.udp(1, "nic0", Direction.OUT, "web", "mail")))
                        .verdict());
    }

    @Test
    void aFrameIsInASubnetWhenAllItsAddressesAre() {
        FrameSelector inside = subnet("10.0.0.0/24");
        FrameSelector web = subnet("10.0.0.2/32");
        FrameRecord frame = Seen.udp(1, "nic0", Direction.OUT, "web", "client");
        assertEquals(Verdict.FAILS, mustNotCarry(inside, frame));
        assertEquals(Verdict.HOLDS, mustNotCarry(web, frame));
        assertEquals(Verdict.FAILS, mustNotCarry(inside, Seen.arp(2, "nic0", Direction.OUT, "web")));
    }

    @Test
    void aFrameWithoutAddressesIsInNoSubnet() {
        FrameRecord stranger = Seen.plain(3, "nic0", Direction.OUT, "web", MacAddress.of(0x020000000099L));
        assertEquals(Verdict.HOLDS, mustNotCarry(subnet("10.0.0.0/24"), stranger));
        Check.CarriesOnly only = new Check.CarriesOnly("c", wire(), subnet("10.0.0.0/24"), List.of());
        assertEquals(
                List.of(new Evidence(
                        3, "frame 3: web > stranger 02-00-00-00-00-99 type 88b5 vlan 10 60 bytes on the wire of nic0")),
                judge.judge(only, List.of(stranger)).evidence());
    }

    @Test
    void allPartsOfASelectorMustFit() {
        FrameSelector webUdp =
                new FrameSelector(Optional.of(Set.of(Seen.WEB)), Optional.empty(), Optional.of(Set.of(Protocol.UDP)));
        assertEquals(Verdict.FAILS, mustNotCarry(webUdp, Seen.udp(1, "nic0", Direction.OUT, "web", "client")));
        assertEquals(Verdict.HOLDS, mustNotCarry(webUdp, Seen.udp(1, "nic0", Direction.OUT, "mail", "client")));
        assertEquals(Verdict.HOLDS, mustNotCarry(webUdp, Seen.arp(1, "nic0", Direction.OUT, "web")));
    }

    @Test
    void evidenceIsAsMuchAsAPersonReads() {
        List<FrameRecord> many = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> Seen.udp(i, "mail/p", Direction.OUT, "web", "client"))
                .toList();
        Judgement judgement = judge.judge(hearsOnly(Optional.empty()), many);
        assertEquals("100 frames were heard of 0 sent, 100 of them wrongly", judgement.because());
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L),
                judgement.evidence().stream().map(Evidence::packet).toList());
    }

    @Test
    void reachableMeansEveryAnswer() {
        Check.Reachable claim = new Check.Reachable("c", ping());
        assertEquals(
                Verdict.HOLDS, judge.judge(claim, new Answers(3, 3, List.of())).verdict());
        Judgement failed = judge.judge(claim, new Answers(3, 2, List.of("no answer in time")));
        assertEquals(Verdict.FAILS, failed.verdict());
        assertEquals("2 of 3 answered: no answer in time", failed.because());
    }

    @Test
    void unreachableMeansNoAnswer() {
        Check.Unreachable claim = new Check.Unreachable("c", ping());
        Answers none = new Answers(2, 0, List.of("no route"));
        assertEquals(Verdict.HOLDS, judge.judge(claim, none, List.of()).verdict());
        Answers one = new Answers(2, 1, List.of("no route"));
        assertEquals(Verdict.FAILS, judge.judge(claim, one, List.of()).verdict());
    }

    @Test
    void whoWasReachedAllTheSameIsProvedByTheFramesBetweenThem() {
        Check.Unreachable claim = new Check.Unreachable("c", ping());
        List<FrameRecord> frames = List.of(
                Seen.udp(1, "web/p", Direction.IN, "web", "client"),
                Seen.udp(2, "web/p", Direction.IN, "web", "mail"),
                Seen.arp(3, "web/p", Direction.IN, "web"),
                Seen.udp(4, "mail/p", Direction.IN, "mail", "web"));
        assertEquals(
                List.of(
                        new Evidence(2, "frame 2: web > mail ipv4 udp 1414 bytes at web/p"),
                        new Evidence(4, "frame 4: mail > web ipv4 udp 1414 bytes at mail/p")),
                judge.judge(claim, new Answers(1, 1, List.of()), frames).evidence());
        assertEquals(
                List.of(),
                judge.judge(claim, new Answers(1, 0, List.of()), frames).evidence());
    }

    @Test
    void deliveredMeansEnough() {
        Check.Delivered claim =
                new Check.Delivered("c", new Action.Stream(Seen.WEB, Seen.MAIL, 100, 1000, 5001, 5000), 90);
        assertEquals(Verdict.HOLDS, judge.judge(claim, 90).verdict());
        Judgement failed = judge.judge(claim, 89);
        assertEquals(Verdict.FAILS, failed.verdict());
        assertEquals("89 of 100 datagrams arrived", failed.because());
    }

    @Test
    void aCommandHoldsByItsExitCodeAndItsOutput() {
        Check.Command claim = command(Optional.of("ok [0-9]+"));
        assertEquals(Verdict.HOLDS, judge.judge(claim, 0, "all\nok 5\n").verdict());
        assertEquals(Verdict.FAILS, judge.judge(claim, 1, "ok 5").verdict());
        Judgement failed = judge.judge(claim, 0, "not much");
        assertEquals("exit code 0, and no output like ok [0-9]+", failed.because());
        assertEquals(List.of(new Evidence(0, "not much")), failed.evidence());
    }

    @Test
    void aCommandNeitherHoldsNorFailsWithoutARealMachine() {
        Judgement judgement = judge.needsReal(command(Optional.empty()));
        assertEquals(Verdict.NEEDS_REAL, judgement.verdict());
        assertEquals("'true' runs in the real form only", judgement.because());
    }

    private static Check.Command command(Optional<String> output) {
        return new Check.Command("c", new Action.Exec("client", "true"), 0, output);
    }

    private static Action.Ping ping() {
        return new Action.Ping(Seen.WEB, Seen.MAIL, 56, true, 3, 1);
    }

    private Verdict mustNotCarry(FrameSelector frames, FrameRecord frame) {
        return judge.judge(new Check.MustNotCarry("c", wire(), frames, List.of()), List.of(frame))
                .verdict();
    }

    private static Check.HearsOnly hearsOnly(Optional<Set<AdapterName>> senders) {
        return new Check.HearsOnly("c", MAIL, true, senders, List.of());
    }

    private static Check.Place wire() {
        return new Check.Place.Wire("nic0");
    }

    private static FrameSelector senders(AdapterName... names) {
        return new FrameSelector(Optional.of(Set.of(names)), Optional.empty(), Optional.empty());
    }

    private static FrameSelector subnet(String subnet) {
        return new FrameSelector(Optional.empty(), Optional.of(List.of(CidrAddress.parse(subnet))), Optional.empty());
    }

    private static FrameSelector protocols(Protocol... protocols) {
        return new FrameSelector(Optional.empty(), Optional.empty(), Optional.of(Set.of(protocols)));
    }
}
