package viridian.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import viridian.lab.host.LabHost;
import viridian.lab.host.ServingHost;
import viridian.lab.service.BootProgram;
import viridian.lab.service.BootServer;
import viridian.lab.service.DhcpSettings;
import viridian.lab.service.TftpFiles;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.Host;
import viridian.lab.topology.Serving;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;

/** What a host of a plan has to give: its settings and its files. */
final class Provision {

    private static final String SCRIPT = "boot.ipxe";

    private final Topology plan;
    private final String host;
    private final Adapter adapter;
    private final CidrAddress own;
    private final Serving serving;

    private Provision(Topology plan, Host host, Serving serving) {
        this.plan = plan;
        this.host = host.name();
        this.adapter = host.adapters().getFirst();
        this.own = adapter.address().orElseThrow();
        this.serving = serving;
    }

    /**
     * Has a host serve, if the plan says so.
     *
     * @throws IOException if a file it is to serve is not there
     */
    static void of(Topology plan, Host host, LabHost running) throws IOException {
        if (host.serves().isEmpty()) return;
        if (!(running instanceof ServingHost server)) throw new IllegalStateException(host.name() + " cannot serve");
        Provision provision = new Provision(plan, host, host.serves().get());
        server.serve(provision.adapter.name(), provision.settings(), provision.files());
    }

    private DhcpSettings settings() {
        Optional<String> script = script().map(text -> BootServer.url(own.address(), SCRIPT));
        return new DhcpSettings(
                own.address(),
                own.prefix(),
                serving.addresses(),
                reserved(),
                serving.router(),
                List.of(),
                serving.leaseSeconds(),
                serving.program().map(Serving.Program::name),
                script);
    }

    /** Every adapter of the link with an address in the plan is given that one. */
    private Map<MacAddress, Ipv4Address> reserved() {
        Predicate<Adapter> onLink = other -> other.attachment().equals(adapter.attachment())
                && other.address()
                        .filter(address -> own.contains(address.address()))
                        .isPresent();
        return plan.adapters()
                .filter(onLink)
                .collect(Collectors.toMap(
                        Adapter::mac, other -> other.address().orElseThrow().address()));
    }

    private TftpFiles files() throws IOException {
        TftpFiles files = new TftpFiles();
        if (serving.files().isPresent()) files.below(directory(serving.files().get()));
        serving.program()
                .filter(program -> !isAmongTheFiles(program.name()))
                .ifPresent(program -> files.with(program.name(), BootProgram.of(program.bytes())));
        script().ifPresent(text -> files.with(SCRIPT, text.getBytes(StandardCharsets.UTF_8)));
        if (serving.linux().isPresent()) NetworkSystem.addTo(files);
        return files;
    }

    private Path directory(Path named) throws IOException {
        if (Files.isDirectory(named) && Files.isReadable(named)) return named;
        throw new IOException(("'%s' is to serve the files of %s, and that is no directory that can be read"
                        + " (make it, or name another as 'files: DIRECTORY')")
                .formatted(host, named.toAbsolutePath()));
    }

    private boolean isAmongTheFiles(String name) {
        return serving.files()
                .filter(directory -> Files.isRegularFile(directory.resolve(name)))
                .isPresent();
    }

    private Optional<String> script() {
        return serving.script()
                .or(() -> serving.linux().map(words -> NetworkSystem.script(own.address(), own.prefix(), words)));
    }
}
