package viridian.emulated.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import viridian.vswitch.nic.linux.Processors;
import viridian.vswitch.testing.NeedsTool;

/** The program is a shell that says where it may run; further arguments are its $0, $1 and so on. */
@NeedsTool("perl")
class LauncherIT {

    private static final String SAY_WHERE = "awk '/Cpus_allowed_list/ { print $2 }' /proc/$$/status";

    private final BitSet allowed;
    private final String anywhere;

    LauncherIT() throws IOException, InterruptedException {
        allowed = Processors.allowed();
        anywhere = said(List.of("sh", "-c", SAY_WHERE));
    }

    @Test
    void aProgramRunsOnTheProcessorNamed() throws Exception {
        int last = allowed.length() - 1;
        assertEquals(Integer.toString(last), where(OptionalInt.of(last)));
    }

    @Test
    void withoutOneItRunsWhereItLikes() throws Exception {
        assertEquals(anywhere, where(OptionalInt.empty()));
    }

    @Test
    void aMachineOfSeveralProcessorsHasAllOfOurs() throws Exception {
        assertEquals(anywhere, where(OptionalInt.of(allowed.nextSetBit(0)), "machine", "-smp", "2"));
    }

    @Test
    void machinesHaveProcessorsInTurn() {
        int first = SharedProcessor.next().orElse(-1);
        BitSet seen = new BitSet();
        for (int i = 1; i < allowed.cardinality(); i++)
            seen.set(SharedProcessor.next().orElseThrow());
        assertEquals(allowed.cardinality() - 1, seen.cardinality(), "one after the other");
        if (first >= 0) assertEquals(first, SharedProcessor.next().orElseThrow(), "and again");
    }

    private static String where(OptionalInt processor, String... further) throws IOException, InterruptedException {
        List<String> program = new ArrayList<>(List.of("sh", "-c", SAY_WHERE));
        program.addAll(List.of(further));
        return said(Launcher.command(List.of(), program, processor));
    }

    private static String said(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
