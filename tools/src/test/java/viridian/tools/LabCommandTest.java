package viridian.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a user who errs is told, and the exit code a script sees. */
class LabCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "swich           | lab: there is no command 'swich' (did you mean 'switch'?)",
                "attach-child    | lab attach-child: Missing required options: '--descriptor=FILE', '--network=N'",
                "run             | lab run: Missing required parameter: 'SCENARIO'",
                "list --bogus    | lab list: Unknown option: '--bogus'",
                "doctor now      | lab doctor: Unmatched argument at index 1: 'now'",
                "switch pcap:eth1 --ageing x | lab switch: Invalid value for option '--ageing': 'x' is not a long",
            })
    void aCommandLineThatCannotBeReadIsTwoLinesAndBadInput(String line, String sentence) {
        assertEquals(64, lab(line.split(" ")));
        assertEquals(sentence, err.toString().lines().findFirst().orElseThrow());
        assertEquals(2, err.toString().lines().count());
    }

    @Test
    void withoutACommandTheCommandsAreListed() {
        assertEquals(64, lab());
        assertTrue(err.toString().contains("doctor"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "run nic-seperation | nic-seperation: there is no scenario 'nic-seperation' (did you mean 'nic-separation'?)",
                "check missing.yaml | missing.yaml: there is no such file",
                "switch eth1        | lab: 'eth1' is no attachment: write [name=]kind:argument[,option=value...], such as pcap:eth1,access=10",
                "switch tape:eth1   | lab: port 'eth1': there is no kind 'tape'; there are pcap, team, tap, child, pci-proxy and unix, unix-connect, tcp, tcp-listen",
                "attach-child --descriptor none.properties --network a | lab: none.properties: there is no such file",
                "switch pcap:eth1,access=5000 | lab: port 'eth1': access is a number from 1 to 4094, not '5000'",
                "switch a=pcap:eth1 b=pcap:eth1 | lab: interface 'eth1' is attached twice",
                "switch pcap:eth1 --ageing 0    | lab: ageing is a number from 1 to 3600, not '0'",
                "switch pcap:eth1 --ageing 3601 | lab: ageing is a number from 1 to 3600, not '3601'",
            })
    void inputThatMakesNoSenseIsOneSentenceAndBadInput(String line, String sentence) {
        assertEquals(64, lab(line.split(" ")));
        assertEquals(sentence + "\n", err.toString());
    }

    @Test
    void aBrokenFileIsNamedWithLineAndColumn() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "name: [1\n");
        assertEquals(64, lab("check", broken.toString()));
        assertTrue(err.toString().startsWith(broken + ":2:1: "), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void aFolderIsNoScenario() {
        assertEquals(64, lab("run", folder.toString()));
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void aSwitchThatDoesNotAnswerIsALackOfTheSurroundings() {
        Path nowhere = folder.resolve("nowhere.sock");
        assertEquals(69, lab("show", "ports", "--control", nowhere.toString()));
        assertEquals("lab: no switch answers at " + nowhere + ": No such file or directory\n", err.toString());
    }

    @Test
    void evidenceThatCannotBeWrittenIsALackOfTheSurroundings() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertEquals(69, lab("run", "unicast-isolation", "--evidence", file.toString()));
        assertEquals("lab: " + file + " is there already, and is no folder\n", err.toString());
    }

    @Test
    void onlyOurOwnFaultShowsWhereItHappened() {
        StringWriter said = new StringWriter();
        int exit = Complaint.failure(new IllegalStateException("two and two are five"), new PrintWriter(said, true));
        assertEquals(70, exit);
        assertTrue(said.toString().contains("at viridian.tools.LabCommandTest"), said.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "list",
                "check",
                "switch",
                "show",
                "bench",
                "doctor",
                "set",
                "port",
                "vlan",
                "mac",
                "acl",
                "mirror",
                "trace",
                "events",
                "attach-child"
            })
    void everyCommandExplainsItself(String command) {
        assertEquals(0, lab(command, "--help"));
        assertTrue(out.toString().startsWith("Usage: lab " + command));
        assertFalse(out.toString().contains("null"));
        assertEquals("", err.toString());
    }

    private int lab(String... arguments) {
        CommandLine lab = LabCommand.commandLine();
        lab.setOut(new PrintWriter(out, true));
        lab.setErr(new PrintWriter(err, true));
        return lab.execute(arguments);
    }
}
