package viridian.lab.host.qemu;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.tukaani.xz.SingleXZInputStream;

/**
 * A Linux kernel as it is shipped, which unpacks itself when it starts (Documentation/arch/x86/boot.rst). QEMU starts the
 * program inside just as well, if that has the note of the PVH boot protocol, as Debian's has.
 */
final class PackedKernel {

    /** Field setup_sects: how many sectors precede the 32-bit code, beside the first. */
    private static final int SETUP_SECTORS = 0x1f1;

    private static final int SECTOR_BYTES = 512;

    /** Fields payload_offset, from the beginning of the 32-bit code, and behind it payload_length. */
    private static final int PAYLOAD_OFFSET = 0x248;

    private static final byte[] XZ = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};

    private PackedKernel() {}

    /**
     * Writes the program inside to a file.
     *
     * @return false if it is packed in a way that is not known here; nothing is written then
     */
    static boolean unpack(Path packed, Path to) throws IOException {
        byte[] payload = payload(Files.readAllBytes(packed));
        if (!Arrays.equals(Arrays.copyOf(payload, XZ.length), XZ)) return false;
        // Under its own name once it is whole: another lab may be about to boot it.
        Path unborn = Files.createTempFile(to.getParent(), "vmlinux", ".part");
        try (InputStream in = new SingleXZInputStream(new ByteArrayInputStream(payload))) {
            Files.copy(in, unborn, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unborn, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unborn);
        }
        return true;
    }

    private static byte[] payload(byte[] image) {
        ByteBuffer header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int code = (Byte.toUnsignedInt(header.get(SETUP_SECTORS)) + 1) * SECTOR_BYTES;
        int payload = code + header.getInt(PAYLOAD_OFFSET);
        return Arrays.copyOfRange(image, payload, payload + header.getInt(PAYLOAD_OFFSET + 4));
    }
}
