package viridian.vswitch.nic.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

@NeedsRoot
@NeedsTool("ip")
class NamespacesIT {

    private final String name = "vln" + ProcessHandle.current().pid();

    @BeforeEach
    void make() throws IOException {
        Command.ip("netns", "add", name);
        Command.ip("-n", name, "link", "add", "inside", "type", "veth", "peer", "name", "beside");
    }

    @AfterEach
    void remove() throws IOException {
        Command.ip("netns", "del", name);
    }

    @Test
    void insideOnlyTheInterfacesOfTheNamespaceAreSeen() throws IOException {
        List<String> names = Namespaces.callIn(name, Link::names);
        assertTrue(names.containsAll(List.of("lo", "inside", "beside")), names.toString());
        assertFalse(Link.names().contains("inside"));
        assertTrue(Namespaces.exists(name));
        assertTrue(Namespaces.names().contains(name));
    }

    @Test
    void aLinkOpenedInsideCanBeUsedFromOutside() throws IOException {
        try (Link link = Namespaces.callIn(name, () -> Link.open("inside"))) {
            link.mtu(4_000);
            assertFalse(link.isUp());
            link.bringUp();
            link.speakArp(false);
            assertTrue(link.isUp());
            assertFalse(link.speaksArp());
            String shown = Command.ip("-n", name, "link", "show", "inside");
            assertTrue(shown.contains("mtu 4000") && shown.contains("NOARP,UP"), shown);
            assertTrue(
                    shown.contains(link.address().toString().replace('-', ':').toLowerCase(Locale.ROOT)));
            link.takeDown();
            assertFalse(link.isUp());
            assertFalse(link.address().equals(MacAddress.NONE));
        }
    }

    @Test
    void offloadsOfTheFarEndAreSwitchedOffAndGivenBackFromOutside() throws IOException {
        try (Link link = Namespaces.callIn(name, () -> Link.open("inside"))) {
            Offloads found = Offloads.of(link);
            assertTrue(found.on().contains("tx-checksum-ip-generic"), found.toString());
            found.switchOff(link);
            assertEquals(List.of(), Offloads.of(link).on());
            found.giveBack(link);
            assertEquals(found, Offloads.of(link));
        }
    }

    @Test
    void whatTheCallThrowsReachesTheCaller() {
        assertThrows(
                FileNotFoundException.class,
                () -> Namespaces.callIn(name, () -> {
                    throw new FileNotFoundException("inside");
                }));
        assertThrows(
                IllegalStateException.class,
                () -> Namespaces.callIn(name, () -> {
                    throw new IllegalStateException("inside");
                }));
    }

    @Test
    void aMissingNamespaceIsNamedWithThoseThatExist() {
        IOException refused = assertThrows(IOException.class, () -> Namespaces.callIn("nowhere", Link::names));
        String sentence = String.valueOf(refused.getMessage());
        assertTrue(sentence.startsWith("there is no network namespace 'nowhere'; those that exist: "), sentence);
        assertTrue(sentence.contains(name), sentence);
    }
}
