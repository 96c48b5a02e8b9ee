package viridian.vswitch.nic.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/** The C library's functions this package calls, each named after the manual page (section 2 or 3) that describes it. */
public final class Libc {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");

    // open and ioctl are variadic: where the fixed arguments end decides in which registers the others travel.
    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            KEEP_ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = function(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            KEEP_ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SOCKET =
            function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), KEEP_ERRNO);
    private static final MethodHandle SETNS =
            function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT), KEEP_ERRNO);
    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), KEEP_ERRNO);
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), KEEP_ERRNO);
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), KEEP_ERRNO);
    private static final MethodHandle SCHED_SETAFFINITY =
            function("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), KEEP_ERRNO);
    private static final MethodHandle SCHED_GETAFFINITY =
            function("sched_getaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), KEEP_ERRNO);
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STRERROR = function("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle IF_NAMEINDEX = function("if_nameindex", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle IF_FREENAMEINDEX =
            function("if_freenameindex", FunctionDescriptor.ofVoid(ADDRESS));

    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 0x2 | 0x800 | 0x80000;

    private Libc() {}

    /** Opens a file for reading, not inherited by child processes. */
    public static int open(String path) throws SystemCallFailed {
        return open(path, O_RDONLY_CLOEXEC);
    }

    /** Opens a device both ways, not inherited by child processes; reading and writing never wait. */
    public static int openDevice(String path) throws SystemCallFailed {
        return open(path, O_RDWR_NONBLOCK_CLOEXEC);
    }

    private static int open(String path, int flags) throws SystemCallFailed {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment name = arena.allocateFrom(path);
            return checked("open " + path, state, (int) OPEN.invokeExact(state, name, flags, 0));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Memory for one thread's calls of those below, which make no objects. */
    public static MemorySegment callState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    /** Reads; the bytes read, or the error number, negative. */
    public static int read(int descriptor, MemorySegment to, long length, MemorySegment state) {
        try {
            return orError((long) READ.invokeExact(state, descriptor, to, length), state);
        } catch (Throwable thrown) {
            throw new AssertionError("read", thrown);
        }
    }

    /** Writes; the bytes written, or the error number, negative. */
    public static int write(int descriptor, MemorySegment from, long length, MemorySegment state) {
        try {
            return orError((long) WRITE.invokeExact(state, descriptor, from, length), state);
        } catch (Throwable thrown) {
            throw new AssertionError("write", thrown);
        }
    }

    /** Waits until something can be done with a descriptor of {@code count} struct pollfd; how many, or the error number, negative. */
    public static int poll(MemorySegment descriptors, int count, int millis, MemorySegment state) {
        try {
            return orError((int) POLL.invokeExact(state, descriptors, (long) count, millis), state);
        } catch (Throwable thrown) {
            throw new AssertionError("poll", thrown);
        }
    }

    private static int orError(long result, MemorySegment state) {
        return result >= 0 ? (int) result : -(int) ERRNO.get(state, 0L);
    }

    /** What the C library says to an error number. */
    public static String sentence(int errno) {
        return reason(errno);
    }

    public static int socket(int domain, int type, int protocol) throws SystemCallFailed {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return checked("socket", state, (int) SOCKET.invokeExact(state, domain, type, protocol));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** ioctl with a pointer for its third argument; {@code what} names the request in the error. */
    public static int ioctl(int descriptor, long request, MemorySegment argument, String what) throws SystemCallFailed {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return checked(what, state, (int) IOCTL.invokeExact(state, descriptor, request, argument));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Moves the calling thread, and no other, into the namespace that the descriptor names. */
    public static void setns(int descriptor, int kind) throws SystemCallFailed {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            checked("setns", state, (int) SETNS.invokeExact(state, descriptor, kind));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Where the calling thread may run from now on: a bit for each processor. */
    static void setAffinity(MemorySegment processors) throws SystemCallFailed {
        affinity("sched_setaffinity", SCHED_SETAFFINITY, processors);
    }

    /** Where the calling thread may run: a bit for each processor. */
    static void getAffinity(MemorySegment processors) throws SystemCallFailed {
        affinity("sched_getaffinity", SCHED_GETAFFINITY, processors);
    }

    private static void affinity(String call, MethodHandle function, MemorySegment processors) throws SystemCallFailed {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            checked(call, state, (int) function.invokeExact(state, 0, processors.byteSize(), processors));
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    public static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable thrown) {
            throw new AssertionError("close", thrown);
        }
    }

    /** The names of all interfaces of the calling thread's network namespace. */
    public static List<String> interfaceNames() {
        try {
            MemorySegment list = (MemorySegment) IF_NAMEINDEX.invokeExact();
            if (list.equals(MemorySegment.NULL)) return List.of();
            List<String> names = namesIn(list.reinterpret(Long.MAX_VALUE));
            IF_FREENAMEINDEX.invokeExact(list);
            return names;
        } catch (Throwable thrown) {
            throw new AssertionError("if_nameindex", thrown);
        }
    }

    /** struct if_nameindex { unsigned index; char *name; }, as many as there are, the last with index 0. */
    private static List<String> namesIn(MemorySegment list) {
        List<String> names = new ArrayList<>();
        for (long at = 0; list.get(JAVA_INT, at) != 0; at += 16) {
            names.add(list.get(ADDRESS, at + 8).reinterpret(Long.MAX_VALUE).getString(0));
        }
        return names;
    }

    private static int checked(String call, MemorySegment state, int result) throws SystemCallFailed {
        if (result >= 0) return result;
        int errno = (int) ERRNO.get(state, 0L);
        throw new SystemCallFailed(call, errno, reason(errno));
    }

    private static String reason(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable thrown) {
            throw new AssertionError("strerror", thrown);
        }
    }

    /** invokeExact declares Throwable; only our own refusal can come out of it. */
    private static SystemCallFailed unexpected(Throwable thrown) {
        if (thrown instanceof SystemCallFailed failed) return failed;
        throw new AssertionError("system call", thrown);
    }

    private static MethodHandle function(String name, FunctionDescriptor shape, Linker.Option... options) {
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new IllegalStateException("this C library has no " + name));
        return LINKER.downcallHandle(address, shape, options);
    }
}
