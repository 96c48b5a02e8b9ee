package viridian.lab.topology;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which frames are meant: those that fit every part that is given.
 *
 * @param senders frames sent by one of these adapters
 * @param addresses frames of ARP or IPv4 that have only addresses of these subnets in them
 * @param protocols frames of these kinds
 */
public record FrameSelector(
        Optional<Set<AdapterName>> senders, Optional<List<CidrAddress>> addresses, Optional<Set<Protocol>> protocols) {}
