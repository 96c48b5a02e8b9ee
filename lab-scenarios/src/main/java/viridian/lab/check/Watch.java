package viridian.lab.check;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Attachment;
import viridian.lab.topology.Check;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.Network;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.capture.Direction;
import viridian.vswitch.capture.FrameRecord;

/**
 * Which of the frames seen passed a place. A switch is called as its network, the port of an adapter as the adapter
 * (web/prod), and the port that leads to a wire as the physical adapter (nic0).
 */
record Watch(Topology plan, List<FrameRecord> frames) {

    /** What an adapter was handed. A machine on a wire is handed what leaves the network there. */
    List<FrameRecord> heardAt(Adapter adapter) {
        return switch (adapter.attachment()) {
            case Attachment.ToNetwork(String network) ->
                at(network, adapter.name().toString(), false);
            case Attachment.ToWire(String nic) -> at(networkOn(nic), nic, false);
        };
    }

    /** What was on a wire, both ways; or what left a network's switch at any port. */
    List<FrameRecord> carriedAt(Check.Place place) {
        return switch (place) {
            case Check.Place.Wire(String nic) -> at(networkOn(nic), nic, true);
            case Check.Place.Inside(String network) ->
                frames.stream()
                        .filter(frame -> frame.vswitch().equals(network))
                        .filter(frame -> frame.direction() == Direction.OUT)
                        .toList();
        };
    }

    /** What two adapters said to each other by their IPv4 addresses. */
    List<FrameRecord> between(AdapterName one, AdapterName other) {
        Set<Ipv4Address> ends = Stream.of(one, other)
                .flatMap(name -> plan.adapter(name).address().stream())
                .map(CidrAddress::address)
                .collect(Collectors.toSet());
        return frames.stream()
                .filter(frame -> frame.direction() != Direction.DROPPED)
                .filter(frame -> frame.etherType() == Ipv4.ETHER_TYPE)
                .filter(frame -> ends.equals(Set.copyOf(Headers.of(frame).addresses())))
                .toList();
    }

    private List<FrameRecord> at(String network, String port, boolean bothWays) {
        return frames.stream()
                .filter(frame -> frame.vswitch().equals(network) && frame.port().equals(port))
                .filter(frame -> frame.direction() == Direction.OUT || (bothWays && frame.direction() == Direction.IN))
                .toList();
    }

    /** A wire that no network binds is watched by nobody: no network has an empty name. */
    private String networkOn(String nic) {
        return plan.networkOn(nic).map(Network::name).orElse("");
    }
}
