package viridian.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.lab.check.BootOutcome;
import viridian.lab.host.GuestObserver;
import viridian.lab.service.AddressRange;
import viridian.lab.service.BootProgram;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Guest;
import viridian.lab.topology.Serving;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** Guests that are started over the network, on their processors' own threads. */
class NetworkBootIT {

    private static final AdapterName DISKLESS = new AdapterName("diskless", "net");
    private static final AdapterName DEPOT = new AdapterName("depot", "net");
    private static final Guest FROM_NET = new Guest(Optional.empty(), false, 1, Optional.of("net"), false);
    private static final Serving ADDRESSES = Serving.of(AddressRange.parse("10.1.0.100-10.1.0.199"));

    private static Topology plan(Serving serving, String address) {
        return Topology.named("boots")
                .network("lan", network -> {})
                .child(
                        "diskless",
                        host -> host.guest(FROM_NET).adapter("net", at -> {
                            at.network("lan").type(AdapterType.LEGACY);
                            if (!address.isEmpty()) at.address(address);
                        }))
                .machine(
                        "depot",
                        host -> host.serves(serving)
                                .adapter("net", at -> at.network("lan").address("10.1.0.1/24")))
                .build();
    }

    private static Lab start(Topology plan, Form form) throws IOException {
        return Lab.start(plan, form, null, GuestObserver.NOBODY);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 65_536, 1_000_000})
    void firmwareFetchesItsProgramHoweverLong(int bytes) throws Exception {
        try (Lab lab = start(plan(ADDRESSES.withProgram("start.0", bytes), "10.1.0.11/24"), Form.EMBEDDED)) {
            BootOutcome outcome = lab.boot(DISKLESS);
            assertEquals(Optional.empty(), outcome.failure());
            String account = outcome.account();
            assertTrue(account.startsWith("10.1.0.11 from 10.1.0.1, start.0 with " + bytes + " bytes, "), account);
            assertTrue(
                    lab.served().getFirst().startsWith("depot gave 10.1.0.11 to 00-15-5D"),
                    lab.served().toString());
            Action.Ping ping = new Action.Ping(DEPOT, DISKLESS, 56, true, 1, 5);
            assertEquals(1, new Traffic(lab).ping(ping).answered());
        }
    }

    @Test
    void aGuestThePlanGivesNoAddressKeepsTheOneItWasGiven() throws Exception {
        try (Lab lab = start(plan(ADDRESSES.withProgram("start.0", 100), ""), Form.EMBEDDED)) {
            String account = lab.boot(DISKLESS).account();
            String address = account.substring(0, account.indexOf(' '));
            assertTrue(address.startsWith("10.1.0.1") && address.length() == 10, account);
            Action.Ping ping = new Action.Ping(DEPOT, DISKLESS, 56, true, 1, 5);
            assertEquals(
                    1, lab.host("depot").ping(ping, Ipv4Address.parse(address)).answered());
        }
    }

    @Test
    void aServerThatNamesNoProgramLeavesItToTheDisk() throws Exception {
        try (Lab lab = start(plan(ADDRESSES, "10.1.0.11/24"), Form.EMBEDDED)) {
            assertEquals(
                    Optional.of("10.1.0.1 names no program to start"),
                    lab.boot(DISKLESS).failure());
            Action.Ping ping = new Action.Ping(DEPOT, DISKLESS, 56, true, 1, 5);
            assertEquals(1, new Traffic(lab).ping(ping).answered());
        }
    }

    @Test
    void theProgramMayBeAFileOfADirectory(@TempDir Path served) throws Exception {
        assertStartsFromFile(served, 5_000, Form.EMBEDDED);
    }

    private static void assertStartsFromFile(Path served, int bytes, Form form) throws Exception {
        try (Lab lab = start(plan(serving(served, bytes), "10.1.0.11/24"), form)) {
            BootOutcome outcome = lab.boot(DISKLESS);
            assertEquals(Optional.empty(), outcome.failure());
            assertTrue(outcome.account().contains("start.0 with " + bytes + " bytes, "), outcome.account());
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed(@TempDir Path place) {
        Topology plan = plan(ADDRESSES.withFiles(place.resolve("none")), "10.1.0.11/24");
        IOException refused = assertThrows(IOException.class, () -> start(plan, Form.EMBEDDED));
        String said = "'depot' is to serve the files of " + place.resolve("none") + ", and that is no directory";
        assertTrue(String.valueOf(refused.getMessage()).startsWith(said), refused.toString());
    }

    /** What the lab would make has another length than what lies there. */
    private static Serving serving(Path directory, int bytes) throws IOException {
        Files.write(directory.resolve("start.0"), BootProgram.of(bytes));
        return ADDRESSES.withProgram("start.0", bytes + 1).withFiles(directory);
    }

    @Test
    @NeedsRoot
    @NeedsTool({"ip", "ping"})
    void aNamespaceServesADirectoryToo(@TempDir Path served) throws Exception {
        assertStartsFromFile(served, 70_000, Form.REAL);
    }

    @Test
    @NeedsRoot
    @NeedsTool({"ip", "ping"})
    void aNamespaceServesAsASimulatedMachineDoes() throws Exception {
        try (Lab lab = start(plan(ADDRESSES.withProgram("start.0", 65_536), "10.1.0.11/24"), Form.REAL)) {
            assertEquals(Optional.empty(), lab.boot(DISKLESS).failure());
            Action.Ping ping = new Action.Ping(DEPOT, DISKLESS, 56, true, 1, 5);
            assertEquals(1, new Traffic(lab).ping(ping).answered());
        }
    }
}
