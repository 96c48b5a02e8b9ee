package viridian.lab.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.vswitch.nic.linux.HostAddresses;
import viridian.vswitch.nic.linux.Offloads;

class ChangeLogTest {

    private static final Change NAMESPACE = new Change.NamespaceMade("vl-x-web");
    private static final Change LINK = new Change.LinkMade("vl-x-nic0");

    @TempDir
    Path root;

    @Test
    void everyKindOfChangeIsReadAsItWasWritten() {
        HostAddresses addresses = new HostAddresses(
                "eth1",
                List.of("192.0.2.1/24 brd 192.0.2.255 scope global", "2001:db8::1/64 scope global"),
                List.of("-4 default via 192.0.2.254 metric 5", "-6 2001:db8:1::/64 metric 1024"),
                true,
                false);
        List<Change> changes = List.of(
                NAMESPACE,
                LINK,
                new Change.OffloadsOff(new Offloads("eth1", List.of("rx-gro", "tx-tcp-segmentation"))),
                new Change.OffloadsOff(new Offloads("eth1", List.of())),
                new Change.MachineDirectoryMade(Path.of("/dev/shm/my vm"), List.of("ram", "run")),
                new Change.HostSilenced(addresses),
                new Change.HostSilenced(new HostAddresses("eth1", List.of(), List.of(), false, true)));
        for (Change change : changes) assertEquals(change, Change.read(change.line()));
    }

    @Test
    void whatIsNoChangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Change.read("filesystem\t/"));
    }

    @Test
    void whatRemainsIsWhatWasMadeAndNotUndoneInTheOrderOfMaking() throws IOException {
        ChangeLog log = ChangeLog.begin(root, "x");
        log.before(NAMESPACE);
        log.before(LINK);
        log.before(new Change.NamespaceMade("vl-x-mail"));
        log.undone(NAMESPACE);
        assertEquals(List.of(LINK, new Change.NamespaceMade("vl-x-mail")), log.remaining());
    }

    @Test
    void aNameMadeAgainAfterItWasUndoneRemains() throws IOException {
        ChangeLog log = ChangeLog.begin(root, "x");
        log.before(NAMESPACE);
        log.undone(NAMESPACE);
        log.before(NAMESPACE);
        assertEquals(List.of(NAMESPACE), log.remaining());
    }

    @Test
    void theOwnerIsThisProcessAndAlive() throws IOException {
        ChangeLog.begin(root, "x");
        Owner owner = ChangeLog.of(root.resolve("x")).owner();
        assertEquals(ProcessHandle.current().pid(), owner.pid());
        assertTrue(owner.isAlive());
    }

    @Test
    void aProcessNumberUsedAgainIsAnotherOwner() throws IOException {
        Owner owner = Owner.thisProcess();
        assertFalse(new Owner(owner.pid(), owner.startTicks() - 1).isAlive());
    }

    @Test
    void aLineThatWasBrokenOffSpeaksOfNothing() throws IOException {
        ChangeLog log = ChangeLog.begin(root, "x");
        log.before(LINK);
        Files.writeString(root.resolve("x/changes"), "namespace\tvl-x-w", StandardOpenOption.APPEND);
        assertEquals(List.of(LINK), log.remaining());
    }

    @Test
    void anIdIsGivenOnlyOnceAndNothingElseIsLeft() throws IOException {
        ChangeLog log = ChangeLog.begin(root, "x");
        log.before(LINK);
        IOException refused = assertThrows(IOException.class, () -> ChangeLog.begin(root, "x"));
        assertEquals("there is a lab 'x' already", refused.getMessage());
        try (var entries = Files.list(root)) {
            assertEquals(List.of(root.resolve("x")), entries.toList());
        }
        assertEquals(List.of(LINK), log.remaining());
    }

    @Test
    void aLabThatLivesIsNoLeftover() throws IOException {
        ChangeLog log = ChangeLog.begin(root, "x");
        assertEquals(List.of(), new Leftovers(root).find());
        log.end();
        log.end();
        assertFalse(Files.exists(root.resolve("x")));
    }

    @Test
    void aLabWhoseOwnerIsGoneIsALeftoverUntilItIsCleaned() throws IOException {
        Files.createDirectories(root.resolve("y"));
        Files.writeString(
                root.resolve("y/changes"), "owner " + ProcessHandle.current().pid() + " 1\n");
        Leftovers leftovers = new Leftovers(root);
        assertEquals("y", leftovers.find().getFirst().id());
        assertEquals(List.of(), leftovers.find().getFirst().remedies());
        leftovers.find().getFirst().clean();
        assertEquals(List.of(), leftovers.find());
        assertFalse(Files.exists(root.resolve("y")));
    }

    @Test
    void whereNoLabEverRanNothingIsLeft() throws IOException {
        assertEquals(List.of(), new Leftovers(root.resolve("none")).find());
    }
}
