package viridian.lab.host.linux;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.HostAddresses;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.Offloads;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

@NeedsRoot
@NeedsTool("ip")
class LeftoversIT {

    @TempDir
    Path root;

    private final String id = "dead" + ProcessHandle.current().pid();
    private final String foreign = "vlf" + ProcessHandle.current().pid() % 100_000;

    /** An interface and a namespace that are nobody's leftovers. */
    @BeforeEach
    void layForeignCable() throws IOException {
        Command.ip("link", "add", foreign, "type", "veth", "peer", "name", foreign + "p");
        Command.ip("link", "set", foreign + "p", "up");
        Command.ip("link", "set", foreign, "up");
        Command.ip("address", "add", "192.0.2.1/24", "dev", foreign);
        Command.ip("route", "add", "198.51.100.0/24", "via", "192.0.2.254", "dev", foreign);
        Command.ip("netns", "add", foreign);
    }

    @AfterEach
    void takeUpForeignCable() throws IOException {
        Command.ip("link", "del", foreign);
        Command.ip("netns", "del", foreign);
    }

    @Test
    void whatAKilledLabLeftIsFoundAndUndoneAndNothingElseIsTouched() throws Exception {
        HostAddresses addresses = HostAddresses.of(foreign);
        Offloads offloads = offloads();
        kill();
        assertEquals(List.of(), HostAddresses.of(foreign).plain());
        assertTrue(Namespaces.exists("vl-" + id + "-web"));

        Leftovers leftovers = new Leftovers(root);
        Leftovers.DeadLab dead = leftovers.find().getFirst();
        assertEquals(id, dead.id());
        assertTrue(dead.remedies().contains("removes namespace vl-" + id + "-web and ends the programs in it"));
        List<ProcessHandle> programs = NamespaceProcesses.in("vl-" + id + "-web");
        assertEquals(1, programs.size());
        dead.clean();

        assertEquals(List.of(), leftovers.find());
        await().until(() -> !programs.getFirst().isAlive());
        assertTrue(Namespaces.names().stream().noneMatch(name -> name.contains(id)));
        assertTrue(Link.names().stream().noneMatch(name -> name.startsWith("vl-" + id)));
        assertEquals(addresses, HostAddresses.of(foreign));
        assertEquals(offloads, offloads());
        assertTrue(Namespaces.exists(foreign));
    }

    @Test
    void aLabOfTheSameNameBeginsByUndoingWhatTheDeadOneLeft() throws Exception {
        kill();
        try (LinuxLab again = LinuxLab.open(root, id)) {
            again.namespace("web");
        }
        assertEquals(List.of(), new Leftovers(root).find());
        assertFalse(Namespaces.exists("vl-" + id + "-wire-nic0"));
    }

    @Test
    void anInterfaceThatTookTheNameButNotTheMarkIsLeftAlone() throws Exception {
        Command.ip("link", "set", foreign, "alias", "somebody else's");
        new Change.LinkMade(foreign).undo(id);
        assertTrue(Link.names().contains(foreign));
    }

    private Offloads offloads() throws IOException {
        try (Link link = Link.open(foreign)) {
            return Offloads.of(link);
        }
    }

    /** A lab in a Java of its own, killed so that it can tidy up nothing. */
    private void kill() throws Exception {
        Process doomed = Command.start(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedLab.class.getName(),
                root.toString(),
                id,
                foreign));
        try (BufferedReader out = doomed.inputReader();
                BufferedReader err = doomed.errorReader()) {
            if (!"ready".equals(out.readLine()))
                throw new IOException(String.join("\n", err.lines().toList()));
        } finally {
            doomed.destroyForcibly();
        }
        assertTrue(doomed.waitFor(10, TimeUnit.SECONDS));
    }
}
