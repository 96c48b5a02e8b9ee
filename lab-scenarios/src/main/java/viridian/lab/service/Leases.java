package viridian.lab.service;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;

/**
 * Who has which address, and until when. A client's address follows from its MAC address, so it is the same at each run
 * and for firmware and system alike, unless another has it; no more are known than there are addresses.
 */
final class Leases {

    private final AddressRange range;
    private final Map<MacAddress, Ipv4Address> reserved;
    private final Set<Ipv4Address> unavailable;
    private final Map<MacAddress, Lease> byClient = new HashMap<>();
    private final Map<Ipv4Address, MacAddress> byAddress = new HashMap<>();
    private final Map<Ipv4Address, Long> declined = new HashMap<>();

    private record Lease(Ipv4Address address, long end) {}

    Leases(DhcpSettings settings) {
        this.range = settings.addresses();
        this.reserved = settings.reserved();
        this.unavailable = new HashSet<>(reserved.values());
        this.unavailable.add(settings.server());
    }

    /** The address a client has. */
    Optional<Ipv4Address> of(MacAddress client, long now) {
        Lease lease = byClient.get(client);
        return lease == null || lease.end() <= now ? Optional.empty() : Optional.of(lease.address());
    }

    /** The address a client has or may have; none if every one is taken. */
    Optional<Ipv4Address> find(MacAddress client, long now) {
        Ipv4Address known = reserved.get(client);
        if (known != null) return isDeclined(known, now) ? Optional.empty() : Optional.of(known);
        Optional<Ipv4Address> has = of(client, now);
        return has.isPresent() ? has : free(client, now);
    }

    private Optional<Ipv4Address> free(MacAddress client, long now) {
        int begin = Math.floorMod(Long.hashCode(client.bits() * 0x9E37_79B9_7F4A_7C15L), range.size());
        for (int i = 0; i < range.size(); i++) {
            Ipv4Address address = range.at((begin + i) % range.size());
            if (isFree(address, now)) return Optional.of(address);
        }
        return Optional.empty();
    }

    private boolean isFree(Ipv4Address address, long now) {
        if (unavailable.contains(address) || isDeclined(address, now)) return false;
        MacAddress holder = byAddress.get(address);
        return holder == null || of(holder, now).isEmpty();
    }

    private boolean isDeclined(Ipv4Address address, long now) {
        return declined.getOrDefault(address, Long.MIN_VALUE) > now;
    }

    /** Gives a client the address {@link #find} found, until then; what it had is free again. */
    void give(MacAddress client, Ipv4Address address, long end) {
        forget(client);
        MacAddress before = byAddress.put(address, client);
        if (before != null && !before.equals(client)) byClient.remove(before);
        byClient.put(client, new Lease(address, end));
    }

    /** The client gives an address back. */
    void release(MacAddress client, Ipv4Address address) {
        if (client.equals(byAddress.get(address))) forget(client);
    }

    /** The client has found somebody else with the address it was given: nobody gets it until then. */
    void decline(MacAddress client, Ipv4Address address, long end) {
        if (!client.equals(byAddress.get(address))) return;
        forget(client);
        declined.put(address, end);
    }

    private void forget(MacAddress client) {
        Lease lease = byClient.remove(client);
        if (lease != null) byAddress.remove(lease.address());
    }

    /** How many clients are known, those included whose time is over. */
    int size() {
        return byClient.size();
    }
}
