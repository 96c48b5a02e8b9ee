package viridian.lab.service;

import java.io.IOException;

/** A file being sent. */
interface TftpFile extends AutoCloseable {

    long size();

    /**
     * Reads from a place of the file.
     *
     * @return how many bytes, fewer than asked for only at the file's end
     */
    int read(long from, byte[] to, int at, int length) throws IOException;

    @Override
    void close() throws IOException;
}
