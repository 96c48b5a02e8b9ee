package viridian.vswitch.nic;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.ProcessResult;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

@NeedsRoot
@NeedsTool({"ip", "ping"})
class TapNicIT {

    private final String left = "vtl" + ProcessHandle.current().pid() % 1_000_000;
    private final String right = "vtr" + ProcessHandle.current().pid() % 1_000_000;

    @BeforeEach
    void make() throws IOException {
        Command.ip("netns", "add", left);
        Command.ip("netns", "add", right);
    }

    @AfterEach
    void remove() throws IOException {
        Command.ip("netns", "del", left);
        Command.ip("netns", "del", right);
    }

    @Test
    void twoKernelsMeetThroughTheirTaps() throws IOException {
        try (TapNic one = open(left, OptionalInt.of(9000));
                TapNic other = open(right, OptionalInt.of(9000))) {
            one.start(other);
            other.start(one);
            assertEquals(9014, one.maxFrame());
            address(left, 1);
            address(right, 2);
            assertTrue(ping("-s", "8972", "-M", "do").succeeded());
            assertTrue(ping("-s", "60000").succeeded(), "fragments");
        }
        assertFalse(Namespaces.callIn(left, Link::names).contains("tap0"), "made by us, gone with us");
    }

    @Test
    void aTapThatIsThereKeepsItsMtuAndStays() throws IOException {
        Command.ip("-n", left, "tuntap", "add", "dev", "tap0", "mode", "tap");
        Command.ip("-n", left, "link", "set", "tap0", "mtu", "1400", "up");
        try (TapNic tap = open(left, OptionalInt.of(9000))) {
            assertEquals(1414, tap.maxFrame());
            assertTrue(tap.isUp());
            IOException busy = assertThrows(IOException.class, () -> open(left, OptionalInt.empty()));
            assertEquals("TAP device tap0 is held by another program", busy.getMessage());
            Command.ip("-n", left, "link", "set", "tap0", "down");
            assertFalse(tap.isUp());
            assertFalse(tap.accept(Frame.of(new byte[60])));
            assertEquals(1, tap.unsent());
        }
        assertTrue(Namespaces.callIn(left, Link::names).contains("tap0"));
    }

    @Test
    void whatIsNoTapIsRefused() throws IOException {
        Command.ip("-n", left, "link", "add", "tap0", "type", "veth", "peer", "name", "beside");
        IOException refused = assertThrows(IOException.class, () -> open(left, OptionalInt.empty()));
        assertEquals("interface tap0 is no TAP device", refused.getMessage());
        assertThrows(IOException.class, () -> TapNic.open("far-too-long-a-name", OptionalInt.empty()));
    }

    @Test
    void aTapTakenAwayIsAFailureAndTheRestGoesOn() throws IOException {
        try (TapNic tap = open(left, OptionalInt.empty())) {
            tap.start(tap);
            Command.ip("-n", left, "link", "del", "tap0");
            await().until(() -> tap.failure() != null);
            assertFalse(Objects.requireNonNull(tap.failure()).isEmpty());
            assertFalse(tap.isUp());
            assertFalse(tap.accept(Frame.of(new byte[60])));
        }
    }

    private static TapNic open(String namespace, OptionalInt mtu) throws IOException {
        return Namespaces.callIn(namespace, () -> TapNic.open("tap0", mtu));
    }

    private static void address(String namespace, int last) throws IOException {
        Command.ip("-n", namespace, "address", "add", "10.93.0." + last + "/24", "dev", "tap0");
    }

    private ProcessResult ping(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", left, "ping", "-c", "2"));
        command.addAll(List.of("-i", "0.2", "-W", "2"));
        command.addAll(List.of(more));
        command.add("10.93.0.2");
        return Command.run(command, Duration.ofSeconds(20));
    }
}
