package viridian.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import viridian.lab.host.qemu.GuestFiles;
import viridian.lab.host.qemu.GuestImage;
import viridian.lab.service.BootServer;
import viridian.lab.service.TftpFiles;
import viridian.offload.wire.Ipv4Address;

/** A real system that machines start over the network: the guests' kernel, and an image that ends in a login line. */
final class NetworkSystem {

    private static final String KERNEL = "vmlinuz";
    private static final String IMAGE = "initrd";

    private NetworkSystem() {}

    /**
     * Adds both files.
     *
     * @throws IOException if this machine does not have the kernel; the message says what to run
     */
    static void addTo(TftpFiles files) throws IOException {
        GuestFiles guest = GuestFiles.find();
        files.with(KERNEL, guest.packed()).with(IMAGE, image(guest));
    }

    /** Packed, as a card of ours takes longer over a byte than a processor. */
    private static byte[] image(GuestFiles guest) throws IOException {
        Path file = Files.createTempFile("viridian-", "-initrd");
        try {
            GuestImage.of(guest)
                    .modules(List.of("tulip"))
                    .resource("/init", "login.sh")
                    .write(file);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                Files.copy(file, out);
            }
            return packed.toByteArray();
        } finally {
            Files.delete(file);
        }
    }

    /**
     * What iPXE is to do: it tells the system which card it came by and which address it was given.
     *
     * @param words of the kernel's command line
     */
    static String script(Ipv4Address server, int prefix, String words) {
        return """
                #!ipxe
                kernel %s console=ttyS0 panic=-1 lab.host=${net0/ip} lab.card=${net0/mac} lab.address=${net0/ip}/%d %s
                initrd %s
                boot
                """.formatted(BootServer.url(server, KERNEL), prefix, words, BootServer.url(server, IMAGE));
    }
}
