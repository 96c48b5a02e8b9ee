package viridian.lab.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.lab.Form;
import viridian.lab.file.ScenarioFile;
import viridian.lab.host.qemu.NeedsGuestKernel;
import viridian.lab.topology.Scenario;
import viridian.vswitch.testing.NeedsTool;

/** QEMU's own cards on one network with jumbo frames and VLANs, each driven by Linux' driver for it. */
@NeedsTool({"qemu-system-x86_64", "busybox", "perl", "ping"})
@NeedsGuestKernel
class RealCardsIT {

    private static final String PLAN = """
            name: cards
            networks:
              lan: { internal: true, mtu: 9000 }
              side: { internal: true }
            hosts:
              intel:
                kind: qemu
                commands:
                  - ip link add link net net.20 type vlan id 20
                  - ip addr add 10.1.20.1/24 dev net.20
                  - ip link set net.20 up
                adapters:
                  net: { network: lan, type: e1000, address: 10.1.0.1/16, vlan: { trunk: "10+20", native: 10 } }
              para:
                kind: qemu
                adapters:
                  net: { network: lan, type: virtio, address: 10.1.0.2/16, vlan: { access: 10 } }
                  slow: { network: side, type: e1000, address: 10.3.0.2/24, limit: 1 }
              tulip:
                kind: qemu
                adapters: { net: { network: lan, type: tulip-21143, address: 10.1.0.3/16, vlan: { access: 10 } } }
              desk:
                kind: machine
                adapters:
                  net: { network: lan, address: 10.1.20.50/16, vlan: { access: 20 } }
                  side: { network: side, address: 10.3.0.50/24 }
            checks:
              - claim: a card with a limit is reached
                reachable: { from: desk/side, to: para/slow }
              - claim: a card with a limit is reached by no more
                delivered: { from: desk/side, to: para/slow, datagrams: 800, size: 1400, rate: 4000, at-least: 790 }
              - claim: a card with a limit sends no more
                delivered: { from: para/slow, to: desk/side, datagrams: 800, size: 1400, rate: 4000, at-least: 790 }
              - claim: what is within the limit arrives
                delivered: { from: para/slow, to: desk/side, datagrams: 40, size: 1000, rate: 50 }
              - claim: e1000 reaches virtio with jumbo frames
                reachable: { from: intel, to: para, size: 8000, fragment: false, count: 2 }
              - claim: virtio reaches e1000 with jumbo frames
                reachable: { from: para, to: intel, size: 8000, fragment: false, count: 2 }
              - claim: the 21143 reaches e1000
                reachable: { from: tulip, to: intel, size: 1472, fragment: false, count: 2 }
              - claim: virtio reaches the 21143
                reachable: { from: para, to: tulip, size: 1000, count: 2 }
              - claim: what is too long does not reach the 21143
                unreachable: { from: para, to: tulip, size: 8000, fragment: false }
              - claim: the 21143 is not hurt by what was too long
                reachable: { from: para, to: tulip, size: 1472, fragment: false, count: 2 }
              - claim: datagrams of full length arrive at the 21143
                delivered: { from: intel, to: tulip, datagrams: 100, size: 1400, rate: 1000, at-least: 90 }
              - claim: datagrams of full length arrive from the 21143
                delivered: { from: tulip, to: para, datagrams: 100, size: 1400, rate: 1000, at-least: 90 }
              - claim: who is in another VLAN is not reached
                unreachable: { from: para, to: desk/net }
              - claim: nor does it reach anybody
                unreachable: { from: desk/net, to: tulip }
              - claim: e1000 reaches the other VLAN by the driver's own tags
                exec: { host: intel, run: "/usr/bin/ping -c 2 -M do -s 8000 10.1.20.50" }
              - claim: the other VLAN hears e1000 only
                hears-only:
                  at: desk/net
                  hosts: [ intel ]
                  while: [ { broadcast: { from: para/net } }, { broadcast: { from: tulip } } ]
            """;

    /** TPID of IEEE 802.1Q. */
    private static final short TAG = (short) 0x8100;

    /** A megabit a second is ninety of these frames, and some forty pass at once after a pause; 800 are sent in a fraction of one. */
    private static final Set<String> TOO_MUCH =
            Set.of("a card with a limit is reached by no more", "a card with a limit sends no more");

    @TempDir
    private Path folder;

    @Test
    void eachCardCarriesWhatItCanAndNothingStraysIntoAnotherVlan() throws Exception {
        Scenario scenario = OwnLab.of(ScenarioFile.read("cards.yaml", PLAN).scenario());
        RunResult result = new ScenarioRun(scenario, Form.EMBEDDED, folder, new Quiet()).run();
        assertEquals(TOO_MUCH, Verdicts.failed(result), () -> "" + result.layouts());
        assertEquals(List.of(), OwnLab.traces());

        List<CaptureReader.Packet> packets = CaptureReader.pcapng(result.capture());
        long desk = scenario.layouts()
                .getFirst()
                .topology()
                .host("desk")
                .adapters()
                .getFirst()
                .mac()
                .bits();
        for (String inside : List.of("para/net", "tulip/net")) {
            assertTrue(at(packets, inside).findAny().isPresent(), inside);
            assertFalse(at(packets, inside).anyMatch(RealCardsIT::isTagged), inside);
            assertFalse(at(packets, inside).anyMatch(frame -> source(frame) == desk), inside);
        }
        assertFalse(at(packets, "desk/net").anyMatch(RealCardsIT::isTagged));
        assertTrue(at(packets, "intel/net").anyMatch(frame -> isTagged(frame) && source(frame) == desk));
        assertTrue(at(packets, "intel/net").allMatch(frame -> isTagged(frame) == isOfVlan20(frame, desk)));
    }

    private static Stream<ByteBuffer> at(List<CaptureReader.Packet> packets, String port) {
        return packets.stream()
                .filter(packet -> packet.port().equals("lan/" + port))
                .map(CaptureReader.Packet::bytes);
    }

    /** What the other VLAN's only other member sent, and what the e1000's driver tagged itself. */
    private static boolean isOfVlan20(ByteBuffer frame, long desk) {
        return source(frame) == desk || (isTagged(frame) && (frame.getShort(14) & 0xFFF) == 20);
    }

    private static boolean isTagged(ByteBuffer frame) {
        return frame.getShort(12) == TAG;
    }

    private static long source(ByteBuffer frame) {
        return frame.getLong(4) & 0xFFFF_FFFF_FFFFL;
    }
}
