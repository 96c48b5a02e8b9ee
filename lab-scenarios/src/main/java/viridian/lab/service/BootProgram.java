package viridian.lab.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * What a simulated machine can be started from, as nothing in it runs the instructions of a real program: a file that says
 * how long it is and what its checksum is, so that firmware can tell whether it has all of it.
 */
public final class BootProgram {

    /** What is needed to say all that, bytes. */
    public static final int LEAST_BYTES = 20;

    /** As much as firmware loads below the ROMs of a PC; our choice. */
    public static final int MOST_BYTES = 1 << 24;

    private static final byte[] MARK = "VIRIDIAN".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH_AT = 8;
    private static final int CHECKSUM_AT = 12;
    private static final int CONTENT_AT = 20;

    private BootProgram() {}

    /** A program of so many bytes, the same each time. */
    public static byte[] of(int bytes) {
        byte[] program = new byte[bytes];
        new SplittableRandom(bytes).nextBytes(program);
        ByteBuffer.wrap(program).put(MARK).putInt(bytes).putLong(checksum(program));
        return program;
    }

    /** Why a machine cannot be started from it; nothing if it can. */
    public static Optional<String> fault(byte[] file) {
        ByteBuffer program = ByteBuffer.wrap(file);
        boolean marked =
                file.length >= LEAST_BYTES && program.slice(0, MARK.length).equals(ByteBuffer.wrap(MARK));
        if (!marked) return Optional.of("it is no program for a simulated machine");
        if (program.getInt(LENGTH_AT) != file.length) {
            return Optional.of("it was to have %d bytes and has %d".formatted(program.getInt(LENGTH_AT), file.length));
        }
        boolean whole = program.getLong(CHECKSUM_AT) == checksum(file);
        return whole ? Optional.empty() : Optional.of("its checksum is wrong");
    }

    private static long checksum(byte[] program) {
        CRC32 sum = new CRC32();
        sum.update(program, CONTENT_AT, program.length - CONTENT_AT);
        return sum.getValue();
    }
}
