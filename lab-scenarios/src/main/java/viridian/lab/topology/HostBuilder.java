package viridian.lab.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import viridian.offload.wire.Ipv4Address;
import viridian.partitions.HostProfile;

/** A host being written. */
public final class HostBuilder {

    private final String name;
    private final HostKind kind;
    private final List<AdapterBuilder> adapters = new ArrayList<>();
    private String about = "";
    private Guest guest = Guest.USUAL;
    private Hardware hardware = Hardware.USUAL;
    private Optional<Ipv4Address> gateway = Optional.empty();
    private Optional<Serving> serves = Optional.empty();

    HostBuilder(String name, HostKind kind) {
        this.name = name;
        this.kind = kind;
    }

    public HostBuilder about(String about) {
        this.about = about;
        return this;
    }

    /** What a child partition runs; of a real machine, only the adapter it is started from counts. */
    public HostBuilder guest(Guest guest) {
        this.guest = guest;
        return this;
    }

    /** What a real virtual machine is made of. */
    public HostBuilder hardware(Hardware hardware) {
        this.hardware = hardware;
        return this;
    }

    public HostBuilder gateway(String address) {
        this.gateway = Optional.of(Ipv4Address.parse(address));
        return this;
    }

    /** What it gives others. */
    public HostBuilder serves(Serving serving) {
        this.serves = Optional.of(serving);
        return this;
    }

    public HostBuilder adapter(String name, Consumer<AdapterBuilder> details) {
        AdapterBuilder adapter = new AdapterBuilder(new AdapterName(this.name, name), kind);
        details.accept(adapter);
        adapters.add(adapter);
        return this;
    }

    Stream<AdapterBuilder> adapters() {
        return adapters.stream();
    }

    Host build(HostProfile profile, List<PhysicalNic> nics, List<Network> networks, MacPool pool) {
        List<Adapter> built = adapters.stream()
                .map(adapter -> adapter.build(profile, nics, networks, pool))
                .toList();
        return new Host(name, about, kind, guest, hardware, gateway, serves, built);
    }
}
