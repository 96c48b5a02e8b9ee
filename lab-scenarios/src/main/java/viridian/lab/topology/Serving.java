package viridian.lab.topology;

import java.nio.file.Path;
import java.util.Optional;
import viridian.lab.service.AddressRange;
import viridian.offload.wire.Ipv4Address;

/**
 * What a host gives the others on the link of its adapter: addresses by DHCP, and by TFTP what they boot from. An adapter
 * with an address in the plan is always given that one.
 *
 * @param addresses for those the plan gives none
 * @param router for what is on no subnet of theirs
 * @param leaseSeconds how long an address is given for
 * @param program what firmware is to start; none if it is to boot from disk
 * @param script what iPXE is to do, in its own language; none if it is to do without
 * @param linux the command line of the guest kernel, which is served as {@code vmlinuz} and {@code initrd}; none if that
 *     is not served
 * @param files a directory of this computer whose files are served, read only, with those below it and nothing outside
 */
public record Serving(
        AddressRange addresses,
        Optional<Ipv4Address> router,
        int leaseSeconds,
        Optional<Program> program,
        Optional<String> script,
        Optional<String> linux,
        Optional<Path> files) {

    public static final int DEFAULT_LEASE_SECONDS = 3600;

    /**
     * A program for simulated machines, or the file of this name among those that are served.
     *
     * @param name of the file
     * @param bytes its length
     */
    public record Program(String name, int bytes) {

        /** Our choice: as long as a boot loader of the time. */
        public static final int DEFAULT_BYTES = 65_536;
    }

    /** Addresses only. */
    public static Serving of(AddressRange addresses) {
        return new Serving(
                addresses,
                Optional.empty(),
                DEFAULT_LEASE_SECONDS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Serving withProgram(String name, int bytes) {
        Optional<Program> started = Optional.of(new Program(name, bytes));
        return new Serving(addresses, router, leaseSeconds, started, script, linux, files);
    }

    public Serving withFiles(Path directory) {
        return new Serving(addresses, router, leaseSeconds, program, script, linux, Optional.of(directory));
    }
}
