package viridian.tools.live;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.tools.attach.Attachment;

class AttachmentRulesTest {

    @Test
    void differentPortsOnDifferentInterfacesAreFine() {
        assertDoesNotThrow(() -> check("pcap:eth1", "web=pcap:eth2,access=10"));
    }

    @Test
    void aKindThatIsNotThereIsNamed() {
        assertEquals(
                "port 'web': there is no kind 'serial'; there are pcap, team, tap, child, pci-proxy and unix, unix-connect, tcp, tcp-listen",
                refusal("web=serial:ttyS0"));
    }

    @Test
    void twoPortsOfOneNameAreRefused() {
        assertEquals("two ports are named 'web'", refusal("web=pcap:eth1", "web=pcap:eth2"));
    }

    @Test
    void oneInterfaceInTwoPortsIsRefused() {
        assertEquals("interface 'eth1' is attached twice", refusal("a=pcap:eth1", "b=pcap:eth1"));
    }

    @Test
    void oneInterfaceInATeamAndOutsideIsRefused() {
        assertEquals("interface 'eth2' is attached twice", refusal("a=team:eth1+eth2", "b=pcap:eth2"));
    }

    @Test
    void aTeamHasOptionsOfItsOwnBesideThoseOfItsPort() {
        assertDoesNotThrow(() -> check("a=team:eth1+eth2,mode=lacp,rate=fast,access=10"));
        assertEquals(
                "mode is one of switch-independent, active-standby, lacp, not 'x'", refusal("team:eth1+eth2,mode=x"));
    }

    @Test
    void anOptionThatMakesNoSenseIsFoundBeforeAnythingIsOpened() {
        assertEquals(
                "port 'b': access is a number from 1 to 4094, not '0'", refusal("a=pcap:eth1", "b=pcap:eth2,access=0"));
    }

    @Test
    void aSocketIsAPathOrAHostAndAPort() {
        assertDoesNotThrow(() -> check(
                "unix:/run/a.sock",
                "unix-connect:/run/b.sock",
                "tcp:localhost:5999",
                "v6=tcp-listen:[::1]:5999,mtu=9000"));
        assertEquals(
                "socket '/run/a.sock' is attached twice", refusal("a=unix:/run/a.sock", "b=unix-connect:/run/a.sock"));
        assertEquals("port 'a': '5999' is no place: write HOST:PORT, such as 127.0.0.1:5999", refusal("a=tcp:5999"));
        assertEquals(
                "port 'a': 'here:70000' is no place: write HOST:PORT, such as 127.0.0.1:5999",
                refusal("a=tcp-listen:here:70000"));
        String tooLong = "/" + "x".repeat(107);
        assertEquals(
                "port 'a': the path of a socket has at most 107 bytes, and '" + tooLong + "' has 108",
                refusal("a=unix:" + tooLong));
    }

    @Test
    void aMachineHasADirectoryAndSomeMemory() {
        assertDoesNotThrow(() -> check("pci-proxy:/run/vm", "b=pci-proxy:/run/b,memory=2048,mac=00-15-5D-00-00-01"));
        assertEquals("directory '/run/vm' is attached twice", refusal("a=unix:/run/vm", "b=pci-proxy:/run/vm"));
        for (String wrong : List.of("15", "2049", "much", "")) {
            assertEquals(
                    "port 'a': memory is a number from 16 to 2048, not '" + wrong + "'",
                    refusal("a=pci-proxy:/run/vm,memory=" + wrong));
        }
        assertEquals(
                "port 'a': role=guest needs mac=, the only address the guest may use",
                refusal("a=pci-proxy:/run/vm,role=guest"));
        String tooLong = "/" + "x".repeat(99);
        assertEquals(
                "port 'a': the path of a machine's directory has at most 99 bytes, and '" + tooLong + "' has 100",
                refusal("a=pci-proxy:" + tooLong));
        assertTrue(refusal("a=unix:/run/vm,memory=256").startsWith("port 'a': there is no option 'memory'"));
    }

    @Test
    void portsOfOneDirectoryAreTheCardsOfOneMachine() {
        assertDoesNotThrow(() -> check(
                "a=pci-proxy:/run/vm",
                "b=pci-proxy:/run/vm,memory=64",
                "c=pci-proxy:/run/vm",
                "d=pci-proxy:/run/./vm"));
        assertEquals(
                "port 'e': a machine has at most 4 legacy adapters, and the one in /run/vm has ports a, b, c, d, e; name another directory",
                refusal(
                        "a=pci-proxy:/run/vm",
                        "b=pci-proxy:/run/vm",
                        "other=pci-proxy:/run/other",
                        "c=pci-proxy:/run/vm",
                        "d=pci-proxy:/run/vm",
                        "e=pci-proxy:/run/x/../vm"));
    }

    @Test
    void theMemoryOfAMachineIsSaidOnceOrAlike() {
        assertDoesNotThrow(() -> check("a=pci-proxy:/run/vm,memory=64", "b=pci-proxy:/run/vm,memory=64"));
        assertEquals(
                "port 'c': the machine in /run/vm has memory=64 already, and not 128; say it once",
                refusal("a=pci-proxy:/run/vm,memory=64", "b=pci-proxy:/run/vm", "c=pci-proxy:/run/vm,memory=128"));
    }

    @Test
    void theCardsOfAMachineHaveAddressesOfTheirOwn() {
        assertEquals(
                "port 'b': 00-15-5D-00-00-01 is the address of port 'a' already, in the same machine; give each its own mac=",
                refusal("a=pci-proxy:/run/vm,mac=00-15-5D-00-00-01", "b=pci-proxy:/run/vm,mac=00-15-5D-00-00-01"));
    }

    @Test
    void aMachinesDirectoryIsOneLine() {
        assertEquals(
                "port 'a': the path of a machine's directory has no control characters",
                refusal("a=pci-proxy:/run/v\nm"));
    }

    @Test
    void noPortHasTheNameTheSwitchGoesBy() {
        assertEquals("no port is named 'switch': that is the switch itself", refusal("switch=pcap:eth1"));
    }

    private static String refusal(String... attachments) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> check(attachments))
                .getMessage());
    }

    private static void check(String... attachments) {
        List<Attachment> before = new ArrayList<>();
        for (String text : attachments) {
            Attachment attachment = Attachment.parse(text);
            AttachmentRules.check(attachment, before, new PaperAdapters());
            before.add(attachment);
        }
    }
}
