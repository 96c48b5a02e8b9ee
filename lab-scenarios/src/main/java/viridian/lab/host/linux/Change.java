package viridian.lab.host.linux;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import viridian.vswitch.nic.linux.Command;
import viridian.vswitch.nic.linux.HostAddresses;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Namespaces;
import viridian.vswitch.nic.linux.Offloads;

/** Something a lab does to this machine, and how it is undone, by the lab itself or by somebody who finds it later. */
sealed interface Change {

    /** Undoes it; what is gone already needs no undoing, and what is not this lab's is not touched. */
    void undo(String labId) throws IOException;

    /** One line for the change log: words separated by tabs, the first naming the kind. */
    String line();

    /** What undoing it does, for people: "removes …". */
    String remedy();

    /** A network namespace of this name. */
    record NamespaceMade(String name) implements Change {

        static final String KIND = "namespace";

        @Override
        public void undo(String labId) throws IOException {
            if (!Namespaces.exists(name)) return;
            NamespaceProcesses.end(name);
            Command.ip("netns", "del", name);
        }

        @Override
        public String line() {
            return KIND + "\t" + name;
        }

        @Override
        public String remedy() {
            return "removes namespace " + name + " and ends the programs in it";
        }
    }

    /** An interface of this name among those of the machine itself, with the lab's mark as its alias. */
    record LinkMade(String name) implements Change {

        static final String KIND = "link";

        /** The alias of every interface that belongs to a lab. */
        static String mark(String labId) {
            return "viridian-lab:" + labId;
        }

        @Override
        public void undo(String labId) throws IOException {
            if (Link.names().contains(name) && isOurs(labId)) Command.ip("link", "del", name);
        }

        /** The mark follows the making, so one without any alias is ours as well. */
        private boolean isOurs(String labId) throws IOException {
            String alias =
                    Files.readString(Path.of("/sys/class/net", name, "ifalias")).strip();
            return alias.isEmpty() || alias.equals(mark(labId));
        }

        @Override
        public String line() {
            return KIND + "\t" + name;
        }

        @Override
        public String remedy() {
            return "removes interface " + name;
        }
    }

    /** The offloads of an interface that was there before are switched off. */
    record OffloadsOff(Offloads found) implements Change {

        static final String KIND = "offloads";

        @Override
        public void undo(String labId) throws IOException {
            if (!Link.names().contains(found.interfaceName())) return;
            try (Link link = Link.open(found.interfaceName())) {
                found.giveBack(link);
            }
        }

        @Override
        public String line() {
            return joined(Stream.of(KIND, found.interfaceName()), found.on().stream());
        }

        @Override
        public String remedy() {
            return "gives interface " + found.interfaceName() + " its offloads back";
        }
    }

    /** The host's addresses on an interface are taken away. */
    record HostSilenced(HostAddresses found) implements Change {

        static final String KIND = "silenced";
        private static final String ADDRESS = "address ";
        private static final String ROUTE = "route ";

        @Override
        public void undo(String labId) throws IOException {
            if (Link.names().contains(found.interfaceName())) found.giveBack();
        }

        @Override
        public String line() {
            Stream<String> head = Stream.of(KIND, found.interfaceName(), "" + found.arp(), "" + found.ipv6());
            Stream<String> addresses = found.addresses().stream().map(ADDRESS::concat);
            Stream<String> routes = found.routes().stream().map(ROUTE::concat);
            return joined(head, Stream.concat(addresses, routes));
        }

        static HostSilenced read(List<String> words) {
            List<String> addresses = new ArrayList<>();
            List<String> routes = new ArrayList<>();
            for (String word : words.subList(4, words.size())) {
                if (word.startsWith(ADDRESS)) addresses.add(word.substring(ADDRESS.length()));
                else routes.add(word.substring(ROUTE.length()));
            }
            boolean arp = Boolean.parseBoolean(words.get(2));
            boolean ipv6 = Boolean.parseBoolean(words.get(3));
            return new HostSilenced(new HostAddresses(words.get(1), addresses, routes, arp, ipv6));
        }

        @Override
        public String remedy() {
            return "gives interface " + found.interfaceName() + " the host's addresses back: "
                    + String.join(", ", found.plain());
        }
    }

    /** A private directory of the lab's, for the sockets and the memory of machines. */
    record DirectoryMade(Path path) implements Change {

        static final String KIND = "directory";

        /** All their names begin so, and nothing else is removed. */
        static final String PREFIX = "viridian-lab-";

        @Override
        public void undo(String labId) throws IOException {
            if (!String.valueOf(path.getFileName()).startsWith(PREFIX) || !Files.isDirectory(path, NOFOLLOW_LINKS))
                return;
            try (Stream<Path> inside = Files.walk(path)) {
                for (Path one : inside.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(one);
            }
        }

        @Override
        public String line() {
            return KIND + "\t" + path;
        }

        @Override
        public String remedy() {
            return "removes " + path;
        }
    }

    /** A directory of this name for a machine, with our mark and these files in it. */
    record MachineDirectoryMade(Path path, List<String> files) implements Change {

        static final String KIND = "machine-directory";

        /** A file that says which lab's it is: one that another has made since has another mark, or none. */
        private static final String MARK = ".viridian-lab";

        public MachineDirectoryMade {
            files = List.copyOf(files);
        }

        Path mark() {
            return path.resolve(MARK);
        }

        /** {@inheritDoc} What others have put there stays, and the directory with it. */
        @Override
        public void undo(String labId) throws IOException {
            if (!isOurs(labId)) return;
            for (String file : files) Files.deleteIfExists(path.resolve(file));
            Files.delete(mark());
            try {
                Files.delete(path);
            } catch (DirectoryNotEmptyException theirs) {
                // Only what is ours is removed.
            }
        }

        private boolean isOurs(String labId) throws IOException {
            return Files.isDirectory(path, NOFOLLOW_LINKS)
                    && owner(path).equals(owner(Path.of("/proc/self")))
                    && Files.isRegularFile(mark(), NOFOLLOW_LINKS)
                    && Files.readString(mark()).equals(labId + "\n");
        }

        private static Object owner(Path file) throws IOException {
            return Files.getAttribute(file, "unix:uid");
        }

        @Override
        public String line() {
            return joined(Stream.of(KIND, path.toString()), files.stream());
        }

        @Override
        public String remedy() {
            return "removes the directory of a machine " + path;
        }
    }

    /** A machine's program, with this mark in its environment. */
    record MachineStarted(String name, String mark) implements Change {

        static final String KIND = "machine";

        @Override
        public void undo(String labId) throws IOException {
            MarkedPrograms.end(mark);
        }

        @Override
        public String line() {
            return KIND + "\t" + name + "\t" + mark;
        }

        @Override
        public String remedy() {
            return "ends machine " + name;
        }
    }

    /**
     * Reads a line of the change log.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Change read(String line) {
        List<String> words = Arrays.asList(line.split("\t", -1));
        return switch (words.getFirst()) {
            case NamespaceMade.KIND -> new NamespaceMade(words.get(1));
            case LinkMade.KIND -> new LinkMade(words.get(1));
            case OffloadsOff.KIND -> new OffloadsOff(new Offloads(words.get(1), words.subList(2, words.size())));
            case HostSilenced.KIND -> HostSilenced.read(words);
            case DirectoryMade.KIND -> new DirectoryMade(Path.of(words.get(1)));
            case MachineDirectoryMade.KIND ->
                new MachineDirectoryMade(Path.of(words.get(1)), words.subList(2, words.size()));
            case MachineStarted.KIND -> new MachineStarted(words.get(1), words.get(2));
            default -> throw new IllegalArgumentException("no change is written '" + line + "'");
        };
    }

    private static String joined(Stream<String> head, Stream<String> tail) {
        return String.join("\t", Stream.concat(head, tail).toList());
    }
}
