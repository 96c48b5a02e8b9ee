package viridian.vswitch.nic;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.nic.linux.Namespaces;

/**
 * A kernel's stack that hands its adapter 40 kilobytes at once, to be cut there: UDP with segmentation offload (udp(7),
 * UDP_SEGMENT), because it needs no peer that answers.
 */
final class LargeSend {

    private static final int PAYLOAD_BYTES = 40_000;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private LargeSend() {}

    /** Sends it from a namespace to port 9 of an address whose neighbour entry is there already. */
    static void from(String namespace, long ipv4Address) throws IOException {
        long sent = Namespaces.callIn(namespace, () -> {
            try (Arena arena = Arena.ofConfined()) {
                return send(arena, ipv4Address);
            } catch (Throwable thrown) {
                throw new IOException("large send", thrown);
            }
        });
        if (sent != PAYLOAD_BYTES) throw new IOException("only " + sent + " bytes of the large send were taken");
    }

    private static long send(Arena arena, long ipv4Address) throws Throwable {
        int socket = (int) SOCKET.invokeExact(AF_INET, SOCK_DGRAM, 0);
        MemorySegment segment = arena.allocateFrom(JAVA_INT, 1_000);
        int set = (int) SETSOCKOPT.invokeExact(socket, SOL_UDP, UDP_SEGMENT, segment, 4);
        MemorySegment payload = arena.allocate(PAYLOAD_BYTES);
        long sent = (long)
                SENDTO.invokeExact(socket, payload, (long) PAYLOAD_BYTES, 0, destination(arena, ipv4Address), 16);
        int closed = (int) CLOSE.invokeExact(socket);
        return set == 0 && closed == 0 ? sent : -1;
    }

    /** struct sockaddr_in. */
    private static MemorySegment destination(Arena arena, long ipv4Address) {
        MemorySegment address = arena.allocate(16, 4);
        address.set(JAVA_SHORT, 0, (short) AF_INET);
        BigEndian.putU16(address, 2, 9);
        BigEndian.putU32(address, 4, ipv4Address);
        return address;
    }

    private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SENDTO =
            function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

    private static MethodHandle function(String name, ValueLayout result, ValueLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
    }
}
