package viridian.vswitch.nic.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandIT {

    @Test
    void aMissingProgramIsNamedWithItsPackage() {
        EnvironmentLacks lack = assertThrows(
                EnvironmentLacks.class, () -> Command.run(List.of("no-such-program", "-x"), Duration.ofSeconds(1)));
        assertEquals("the program 'no-such-program' is missing; apt-get install no-such-program", lack.getMessage());
    }

    @Test
    void programsInPackagesOfAnotherNameAreKnown() {
        assertEquals("iproute2", Command.packageOf("ip"));
        assertEquals("iputils-ping", Command.packageOf("ping"));
        assertEquals("tcpdump", Command.packageOf("tcpdump"));
    }

    @Test
    void bothOutputsAndTheStatusAreKept() throws Exception {
        ProcessResult result =
                Command.run(List.of("sh", "-c", "echo out; echo err >&2; exit 3"), Duration.ofSeconds(10));
        assertEquals(new ProcessResult(3, "out\n", "err\n"), result);
    }

    @Test
    void aProgramThatTakesTooLongIsEndedAndWhatItSaidIsKept() throws Exception {
        ProcessResult result = Command.run(List.of("sh", "-c", "echo begun; exec sleep 60"), Duration.ofMillis(300));
        assertEquals(new ProcessResult(ProcessResult.TIMED_OUT, "begun\n", ""), result);
    }
}
