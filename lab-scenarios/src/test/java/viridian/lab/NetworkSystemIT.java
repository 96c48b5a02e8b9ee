package viridian.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.emulated.device.Dec21140Settings;
import viridian.emulated.proxy.LegacyBoard;
import viridian.lab.host.GuestObserver;
import viridian.lab.host.qemu.NeedsGuestKernel;
import viridian.lab.service.AddressRange;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Serving;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.testing.NeedsTool;

/** A machine of QEMU's with nothing but our legacy adapter and iPXE, which drives it: from there to a login line. */
@NeedsTool({"qemu-system-x86_64", "busybox"})
@NeedsGuestKernel
class NetworkSystemIT {

    private static final MacAddress CARD = MacAddress.parse("00-15-5D-00-00-02");
    private static final AdapterName DEPOT = new AdapterName("depot", "net");
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final Serving SERVING = new Serving(
            AddressRange.parse("10.1.0.100-10.1.0.199"),
            Optional.empty(),
            600,
            Optional.empty(),
            Optional.empty(),
            Optional.of("quiet mitigations=off"));

    @TempDir
    Path place;

    private static Topology plan() {
        return Topology.named("boots")
                .network("lan", network -> {})
                .machine(
                        "depot",
                        host -> host.serves(SERVING)
                                .adapter("net", at -> at.network("lan").address("10.1.0.1/24")))
                .build();
    }

    @Test
    void linuxComesUpThroughTheCardItCameBy() throws Exception {
        try (Lab lab = Lab.start(plan(), Form.EMBEDDED, null, GuestObserver.NOBODY);
                LegacyBoard board = LegacyBoard.open(place, 256L << 20, List.of(Dec21140Settings.of(CARD)))) {
            lab.network("lan")
                    .plug(
                            PortSettings.guest("diskless").withAddress(CARD),
                            board.adapters().getFirst());
            Process machine = start(board);
            try {
                await().atMost(PATIENCE).until(() -> console().contains(" login:"));
                reaches(lab, given(lab));
            } finally {
                machine.destroyForcibly().waitFor();
            }
            assertNull(board.trouble());
            assertTrue(
                    lab.served().stream().anyMatch(line -> line.contains(" sent vmlinuz ")), () -> "" + lab.served());
        }
    }

    private static Ipv4Address given(Lab lab) {
        String first = lab.served().getFirst();
        String given = first.substring("depot gave ".length(), first.indexOf(" to "));
        return Ipv4Address.parse(given);
    }

    private static void reaches(Lab lab, Ipv4Address address) throws Exception {
        Action.Ping ping = new Action.Ping(DEPOT, DEPOT, 56, true, 3, 5);
        assertEquals(3, lab.host("depot").ping(ping, address).answered());
    }

    private Process start(LegacyBoard board) throws IOException {
        List<String> words = List.of(
                "-machine",
                "graphics=off",
                "-accel",
                "tcg",
                "-nodefaults",
                "-display",
                "none",
                "-no-reboot",
                "-kernel",
                "/usr/lib/ipxe/ipxe.lkrn",
                "-serial",
                "file:" + place.resolve("console"));
        return new ProcessBuilder(board.launch("qemu-system-x86_64", words))
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("words").toFile())
                .start();
    }

    private String console() throws IOException {
        Path file = place.resolve("console");
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }
}
