package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.Form;
import viridian.lab.check.Judgement;
import viridian.lab.check.Verdict;
import viridian.lab.file.ScenarioFile;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** Claims about commands inside a machine. */
class CommandClaimIT {

    private static final String FILE = """
            name: commands
            about: A machine's own programs.
            nics: { nic0: { about: the wire } }
            networks: { lan: { external: nic0 } }
            hosts:
              web: { kind: child, adapters: { net: { network: lan, address: 10.7.0.11/24 } } }
              desk: { kind: machine, adapters: { eth: { wire: nic0, address: 10.7.0.50/24 } } }
            steps:
              - exec: { host: desk, run: "echo 5 > /proc/sys/net/ipv4/ip_default_ttl" }
            checks:
              - claim: the desk's own ping reaches web
                exec: { host: desk, run: "ping -c 1 -W 2 10.7.0.11", output: "1 received" }
              - claim: the step before was done inside the desk
                exec: { host: desk, run: "cat /proc/sys/net/ipv4/ip_default_ttl", output: "^5$" }
              - claim: a command that is meant to fail does
                exec: { host: desk, run: "exit 3", exit: 3 }
              - claim: a command that fails breaks its claim
                exec: { host: desk, run: "echo sorry; exit 3" }
              - claim: other words than those promised break the claim
                exec: { host: desk, run: "echo good", output: "better" }
            expect:
              fails:
                - a command that fails breaks its claim
                - other words than those promised break the claim
            """;

    @TempDir
    private Path folder;

    @Test
    void inMemoryTheyNeitherHoldNorFail() throws Exception {
        RunResult result = run(Form.EMBEDDED);
        assertEquals(5, result.count(Verdict.NEEDS_REAL));
        assertTrue(result.holds());
        assertEquals(
                "'exit 3' runs in the real form only", judgements(result).get(2).because());
    }

    @Test
    @NeedsRoot
    @NeedsTool({"ip", "ping", "tcpdump"})
    void inTheRealFormTheyAreTriedInsideTheMachine() throws Exception {
        RunResult result = run(Form.REAL);
        Verdicts.assertAsExpected(result);
        assertEquals(3, result.count(Verdict.HOLDS));
        assertEquals(2, result.count(Verdict.FAILS));
        assertEquals("exit code 3", judgements(result).get(3).because());
        assertEquals("sorry", judgements(result).get(3).evidence().getFirst().sentence());
        assertEquals(List.of(), OwnLab.traces());
    }

    private static List<Judgement> judgements(RunResult result) {
        return result.layouts().getFirst().judgements();
    }

    private RunResult run(Form form) throws Exception {
        var scenario = OwnLab.of(ScenarioFile.read("commands.yaml", FILE).scenario());
        return new ScenarioRun(scenario, form, folder, new Quiet()).run();
    }
}
