package viridian.tools.child;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.ring.RingLayout;

/**
 * Further channels of a child, offered as Linux shows them to programs (Documentation/ABI/stable/sysfs-bus-vmbus): a folder
 * for each, named by the channel's number, with its rings in the file {@code ring}. Belongs to the thread that polls.
 */
final class Subchannels implements AutoCloseable {

    /** In every folder of ours, so that what a killed process has left can be told from what others have made. */
    private static final String MARK = ".viridian-lab";

    /** Channel numbers of VMBus. */
    private static final int LARGEST_NUMBER = 2047;

    private final ChildDescriptor descriptor;
    private final ChildMemory memories;
    private final Path folder;
    private final Queue<Offered> toOpen = new ArrayDeque<>();
    private final Deque<Offered> offered = new ArrayDeque<>();

    /** A channel that was offered, and its index among the child's. */
    record Offered(int index, Path folder, GuestMemory rings, ChildChannel channel) {}

    private Subchannels(ChildDescriptor descriptor, ChildMemory memories, Path folder) {
        this.descriptor = descriptor;
        this.memories = memories;
        this.folder = folder;
    }

    /**
     * Channels in the descriptor's folder, or null if it names none.
     *
     * @throws IOException if nothing can be made there
     */
    static @Nullable Subchannels open(ChildDescriptor descriptor, ChildMemory memories) throws IOException {
        Path folder = descriptor.subchannels();
        if (folder == null) return null;
        if (!Files.isDirectory(folder)) throw new IOException("subchannels.dir: there is no folder " + folder);
        if (!Files.isWritable(folder)) throw new IOException("subchannels.dir: no right to write " + folder);
        for (Path old : entries(folder)) {
            if (Files.exists(old.resolve(MARK))) remove(old);
        }
        return new Subchannels(descriptor, memories, folder);
    }

    /** Offers channels; how many of them it could. */
    int offer(int count) {
        int done = 0;
        try {
            while (done < count) {
                Offered made = make(offered.size() + 1);
                offered.add(made);
                toOpen.add(made);
                done++;
            }
        } catch (IOException full) {
            System.err.println("lab: no more than %d subchannels: %s".formatted(done, full.getMessage()));
        }
        return done;
    }

    /** The next channel that was offered and is to be opened, or null. */
    @Nullable
    Offered next() {
        return toOpen.poll();
    }

    private Offered make(int index) throws IOException {
        int number = freeNumber();
        // Built aside: whoever looks into the folder finds a channel whole or not at all.
        Path aside = folder.resolve("." + number);
        Files.createDirectory(aside);
        Files.writeString(aside.resolve(MARK), "");
        write(aside, "subchannel_id", index);
        write(aside, "cpu", 0);
        write(aside, "out_mask", 0);
        write(aside, "in_mask", 0);
        if (descriptor.monitor() != null)
            write(aside, "monitor_id", descriptor.monitor().trigger());
        long bytes = descriptor.rings().length();
        Files.write(aside.resolve("ring"), new byte[Math.toIntExact(bytes)]);
        GuestMemory rings = GuestMemory.shared(aside.resolve("ring"));
        GuestPages toHost = GuestPages.contiguous(rings, 0, bytes / 2);
        GuestPages toGuest = GuestPages.contiguous(rings, bytes / 2, bytes / 2);
        RingLayout.initialize(toHost, true);
        RingLayout.initialize(toGuest, true);
        Path shown = Files.move(aside, folder.resolve(String.valueOf(number)));
        return new Offered(index, shown, rings, new ChildChannel(memories, toHost, toGuest, null));
    }

    private int freeNumber() throws IOException {
        int largest = 0;
        for (Path entry : entries(folder)) {
            String name = String.valueOf(entry.getFileName());
            if (name.matches("\\d{1,5}")) largest = Math.max(largest, Integer.parseInt(name));
        }
        if (largest >= LARGEST_NUMBER) throw new IOException("no channel number is left in " + folder);
        return largest + 1;
    }

    private static void write(Path folder, String name, int number) throws IOException {
        Files.writeString(folder.resolve(name), number + "\n");
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        }
        return entries;
    }

    private static void remove(Path folder) throws IOException {
        for (Path file : entries(folder)) Files.delete(file);
        Files.delete(folder);
    }

    /** Takes the folders away; nobody uses the channels any more. */
    @Override
    public void close() {
        for (Offered channel : offered) {
            channel.rings.close();
            try {
                remove(channel.folder);
            } catch (IOException stays) {
                System.err.println("lab: " + channel.folder + " stays: " + stays.getMessage());
            }
        }
        offered.clear();
    }
}
