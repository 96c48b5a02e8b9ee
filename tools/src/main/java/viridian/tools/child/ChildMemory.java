package viridian.tools.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.MappedMemory;

/** All memory a child outside shares: the channel's file, and what its addresses lead to. */
final class ChildMemory implements AutoCloseable {

    /** As the descriptor promises. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    // A monitor page: the groups' words behind the trigger state, pending and armed of 32 triggers each.
    private static final int TRIGGER_GROUPS = 8;
    private static final int GROUP_BYTES = 8;
    private static final int GROUP_TRIGGERS = 32;

    private final ChildDescriptor descriptor;
    private final GuestMemory file;
    private final MappedMemory direct;
    private final GuestPages receive;
    private final GuestPages send;

    /** The word that has the child's trigger, -1 if it pulls none. */
    private final long pending;

    private final int trigger;

    private ChildMemory(ChildDescriptor descriptor, GuestMemory file, MappedMemory direct) throws IOException {
        this.descriptor = descriptor;
        this.file = file;
        this.direct = direct;
        ChildDescriptor.Monitor monitor = descriptor.monitor();
        receive = buffer("channel.receive", descriptor.receive());
        send = buffer("channel.send", descriptor.send());
        trigger = monitor == null ? 0 : 1 << monitor.trigger() % GROUP_TRIGGERS;
        pending = monitor == null ? -1 : pending(monitor);
    }

    /**
     * Maps what a descriptor names.
     *
     * @throws IOException if something is not there, or shorter than the descriptor says
     */
    static ChildMemory open(ChildDescriptor descriptor) throws IOException {
        MappedMemory direct = new MappedMemory(descriptor.memoryMap(), PATIENCE);
        direct.look();
        GuestMemory file = file("channel.file", descriptor.file());
        try {
            return new ChildMemory(descriptor, file, direct);
        } catch (IOException | RuntimeException refused) {
            file.close();
            throw refused;
        }
    }

    private static GuestMemory file(String key, Path path) throws IOException {
        if (Files.isDirectory(path)) throw new IOException("%s: %s is a folder".formatted(key, path));
        try {
            return GuestMemory.shared(path);
        } catch (NoSuchFileException missing) {
            throw new IOException("%s: there is no %s".formatted(key, path), missing);
        }
    }

    private GuestPages stretch(String key, long offset, long length) throws IOException {
        if (length > file.size() || offset > file.size() - length) {
            throw new IOException("%s: %d bytes from %d on are not in %s, which has %d"
                    .formatted(key, length, offset, descriptor.file(), file.size()));
        }
        return GuestPages.contiguous(file, offset, length);
    }

    private GuestPages buffer(String key, ChildDescriptor.Buffer buffer) throws IOException {
        return stretch(key, buffer.offset(), buffer.length()).onlyFrom(buffer.first());
    }

    private long pending(ChildDescriptor.Monitor monitor) throws IOException {
        stretch("channel.monitor", monitor.offset(), GuestMemory.PAGE_BYTES);
        return monitor.offset() + TRIGGER_GROUPS + (long) monitor.trigger() / GROUP_TRIGGERS * GROUP_BYTES;
    }

    /** The memory of the channel's file. */
    GuestMemory file() {
        return file;
    }

    /** Where the child's addresses lead. */
    MappedMemory direct() {
        return direct;
    }

    /** One of the two rings. */
    GuestPages ring(int which) throws IOException {
        ChildDescriptor.Stretch rings = descriptor.rings();
        return stretch("channel.rings", rings.offset(), rings.length())
                .part(which * (rings.length() / 2), rings.length() / 2);
    }

    /** The buffer of a handle, or null. */
    @Nullable
    GuestPages gpadl(int handle) {
        if (handle == descriptor.receive().gpadl()) return receive;
        return handle == descriptor.send().gpadl() ? send : null;
    }

    /** Takes the child's signal, if it has given one. */
    boolean takeSignal() {
        if (pending < 0) return false;
        while (true) {
            int word = file.i32Acquire(pending);
            if ((word & trigger) == 0) return false;
            // Other bits are other channels', and set at any time.
            if (file.compareAndSetI32(pending, word, word & ~trigger)) return true;
        }
    }

    /** Nobody waits for an address any more. */
    void giveUp() {
        direct.close();
    }

    @Override
    public void close() {
        direct.close();
        file.close();
    }
}
