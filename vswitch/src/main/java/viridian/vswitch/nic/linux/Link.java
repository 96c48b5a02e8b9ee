package viridian.vswitch.nic.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.MacAddress;

/**
 * One interface of this machine, and what can be asked and set there (netdevice(7)).
 *
 * <p>The interface is the one of that name in the network namespace of the thread that opened the link; from then on any
 * thread may use it, because the socket the requests go through stays in its namespace.
 */
public final class Link implements AutoCloseable {

    /** Bytes of a name without the zero that ends it (IFNAMSIZ - 1 in linux/if.h). */
    public static final int LONGEST_NAME = 15;

    // linux/sockios.h
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int SIOCGIFMTU = 0x8921;
    private static final int SIOCSIFMTU = 0x8922;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCETHTOOL = 0x8946;

    // linux/if.h
    private static final int IFF_UP = 0x1;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_NOARP = 0x80;

    /** linux/ethtool.h; the answer stands behind the command, 32 bits each. */
    private static final int ETHTOOL_GLINK = 0x0A;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;

    /** struct ifreq: the name in 16 bytes, then a union of 24. */
    private static final int REQUEST_BYTES = 40;

    private static final int UNION = 16;

    private final String name;
    private final int socket;

    private Link(String name, int socket) {
        this.name = name;
        this.socket = socket;
    }

    /**
     * Opens the way to an interface.
     *
     * @throws IOException if there is none of that name; the message lists those that exist
     */
    public static Link open(String name) throws IOException {
        if (!names().contains(name)) throw new IOException(noSuch(name));
        return new Link(name, Libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0));
    }

    /** The interfaces in the calling thread's network namespace. */
    public static List<String> names() {
        return Libc.interfaceNames();
    }

    private static String noSuch(String name) {
        return "there is no interface '" + name + "'; those that exist: " + String.join(", ", names());
    }

    public String name() {
        return name;
    }

    public boolean isUp() throws IOException {
        return (flags() & IFF_UP) != 0;
    }

    /**
     * Whether the interface is up and its driver sees a neighbour at the far end of the cable. The driver is asked, because
     * the interface's flags follow the cable up to a second later.
     */
    public boolean hasCarrier() throws IOException {
        int flags = flags();
        if ((flags & IFF_UP) == 0) return false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment command = arena.allocate(8, 4);
            command.set(JAVA_INT, 0, ETHTOOL_GLINK);
            ethtool(command);
            return command.get(JAVA_INT, 4) != 0;
        } catch (SystemCallFailed failed) {
            if (failed.errno() == SystemCallFailed.EOPNOTSUPP) return (flags & IFF_RUNNING) != 0;
            throw failed;
        }
    }

    public void bringUp() throws IOException {
        flags(flags() | IFF_UP);
    }

    public void takeDown() throws IOException {
        flags(flags() & ~IFF_UP);
    }

    /** Whether the host answers and asks by ARP on this interface. */
    public boolean speaksArp() throws IOException {
        return (flags() & IFF_NOARP) == 0;
    }

    public void speakArp(boolean on) throws IOException {
        flags(on ? flags() & ~IFF_NOARP : flags() | IFF_NOARP);
    }

    /** The longest payload of a frame, bytes after the Ethernet header: 1500, or 9000 for jumbo frames. */
    public int mtu() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ask(SIOCGIFMTU, request, "asking the MTU of");
            return request.get(JAVA_INT, UNION);
        }
    }

    public void mtu(int bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            request.set(JAVA_INT, UNION, bytes);
            ask(SIOCSIFMTU, request, "setting MTU " + bytes + " on");
        }
    }

    public MacAddress address() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ask(SIOCGIFHWADDR, request, "asking the address of");
            return MacAddress.of(BigEndian.u48(request, UNION + 2)); // behind the family of struct sockaddr
        }
    }

    /** Hands a command of linux/ethtool.h to the driver, which writes its answer into the same memory. */
    int ethtool(MemorySegment command) throws SystemCallFailed {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            request.set(ADDRESS, UNION, command);
            return ask(SIOCETHTOOL, request, "ethtool on");
        }
    }

    private int flags() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            ask(SIOCGIFFLAGS, request, "asking the state of");
            return request.get(JAVA_SHORT, UNION) & 0xFFFF;
        }
    }

    private void flags(int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena);
            request.set(JAVA_SHORT, UNION, (short) flags);
            ask(SIOCSIFFLAGS, request, "changing the state of");
        } catch (SystemCallFailed failed) {
            if (failed.isForbidden()) throw EnvironmentLacks.rightTo("change interface " + name, failed);
            throw failed;
        }
    }

    private MemorySegment request(Arena arena) {
        MemorySegment request = arena.allocate(REQUEST_BYTES, 8);
        request.setString(0, name);
        return request;
    }

    private int ask(int code, MemorySegment request, String what) throws SystemCallFailed {
        return Libc.ioctl(socket, code, request, what + " interface " + name);
    }

    @Override
    public void close() {
        Libc.close(socket);
    }
}
