package viridian.lab.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a TFTP server has: files by name, made beforehand, lying somewhere, or in one directory. */
public final class TftpFiles {

    private final Map<String, byte[]> inMemory = new HashMap<>();
    private final Map<String, Path> onDisk = new HashMap<>();
    private Optional<Path> directory = Optional.empty();

    /** Has a file in memory. */
    public TftpFiles with(String name, byte[] content) {
        inMemory.put(name, content);
        return this;
    }

    /** Has a file that lies somewhere under another name. */
    public TftpFiles with(String name, Path file) {
        onDisk.put(name, file);
        return this;
    }

    /** Has every file of a directory and those below it, and none outside, whatever links there are. */
    public TftpFiles below(Path directory) {
        this.directory = Optional.of(directory);
        return this;
    }

    /**
     * Opens a file; a slash before its name is the directory itself.
     *
     * @return nothing if there is none of that name
     */
    Optional<TftpFile> open(String asked) throws IOException {
        String name = asked.startsWith("/") ? asked.substring(1) : asked;
        byte[] content = inMemory.get(name);
        if (content != null) return Optional.of(new InMemory(content));
        Path path = onDisk.get(name);
        Optional<Path> found = path == null ? inDirectory(name) : Optional.of(path.toRealPath());
        return found.isEmpty() ? Optional.empty() : Optional.of(OnDisk.open(found.get()));
    }

    private Optional<Path> inDirectory(String name) throws IOException {
        if (directory.isEmpty() || name.isEmpty() || name.startsWith("/")) return Optional.empty();
        try {
            Path root = directory.get().toRealPath();
            Path file = root.resolve(name);
            if (!Files.exists(file)) return Optional.empty();
            Path real = file.toRealPath();
            return real.startsWith(root) && Files.isRegularFile(real) ? Optional.of(real) : Optional.empty();
        } catch (InvalidPathException noName) {
            return Optional.empty();
        }
    }

    private static final class InMemory implements TftpFile {

        private final byte[] content;

        InMemory(byte[] content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public int read(long from, byte[] to, int at, int length) {
            int part = (int) Math.min(length, content.length - from);
            System.arraycopy(content, (int) from, to, at, part);
            return part;
        }

        @Override
        public void close() {
            // Others may be fetching it.
        }
    }

    /** The size is as it was at the beginning: a file that grows meanwhile is sent as long as announced. */
    private record OnDisk(FileChannel channel, long size) implements TftpFile {

        static OnDisk open(Path path) throws IOException {
            // Links are resolved by now: what has become one meanwhile leads elsewhere.
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new OnDisk(channel, channel.size());
        }

        @Override
        public int read(long from, byte[] to, int at, int length) throws IOException {
            int part = (int) Math.min(length, size - from);
            ByteBuffer buffer = ByteBuffer.wrap(to, at, part);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, from + part - buffer.remaining()) < 0) {
                    throw new IOException("the file has become shorter");
                }
            }
            return part;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
