package viridian.tools.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** A file that is written over and over again: what a measurement writes costs what a file costs, and fills no disk. */
final class CircularFile implements WritableByteChannel {

    /** Our choice: larger than any cache. */
    private static final long LONGEST = 64L << 20;

    private final FileChannel file;

    CircularFile() throws IOException {
        this.file = FileChannel.open(
                Files.createTempFile("lab-bench", ".pcapng"),
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (file.position() > LONGEST) file.position(0);
        return file.write(bytes);
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
