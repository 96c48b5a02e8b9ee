package viridian.vswitch.security;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.Passage;
import viridian.vswitch.PortHook;
import viridian.vswitch.Verdict;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.FragmentNotes;
import viridian.vswitch.packet.Icmpv6;
import viridian.vswitch.packet.Packet;
import viridian.vswitch.packet.Packet.State;

/** Holds one port to its {@link Guards}. What it has seen outlives a change of them. */
final class PortGuard implements PortHook {

    private final Guards guards;
    private final AllowedAddresses allowed;
    private final ServerGuard servers;
    private final boolean looksIntoPackets;
    private final FragmentNotes fragments;
    private final DynamicAddresses dynamic;
    private final StormWindow storm;

    PortGuard(Guards guards, @Nullable PortGuard before) {
        this.guards = guards;
        fragments = before == null ? new FragmentNotes() : before.fragments;
        dynamic = before == null ? new DynamicAddresses() : before.dynamic;
        storm = before == null ? new StormWindow() : before.storm;
        allowed = new AllowedAddresses(guards);
        servers = new ServerGuard(guards.dhcpGuard(), guards.routerGuard(), fragments);
        looksIntoPackets = guards.dhcpGuard()
                || guards.routerGuard()
                || guards.dynamicAddressLimit() > 0
                || allowed.looksIntoPackets();
    }

    Guards guards() {
        return guards;
    }

    @Override
    public Verdict ingress(Frame frame, Passage passage) {
        Refusal refusal = refuses(frame, passage);
        if (refusal == null) return Verdict.PASS;
        passage.tell(refusal.sentence());
        return refusal.verdict();
    }

    private @Nullable Refusal refuses(Frame frame, Passage passage) {
        if (!allowed.admits(frame.source())) return Refusal.FOREIGN_MAC;
        Refusal refusal = looksIntoPackets ? refusesPacket(frame, passage) : null;
        if (refusal != null) return refusal;
        // Asked last: what is dropped anyway reaches nobody and counts for no storm.
        return guards.stormLimit() > 0 && isToEverybody(frame, passage) && !isWithinStormLimit(passage)
                ? Refusal.STORM
                : null;
    }

    private static boolean isToEverybody(Frame frame, Passage passage) {
        return frame.isGroup() || !passage.isKnown(frame);
    }

    private boolean isWithinStormLimit(Passage passage) {
        int limit = guards.stormLimit();
        return passage.isRehearsal() ? storm.wouldAdmit(passage.now(), limit) : storm.admits(passage.now(), limit);
    }

    private @Nullable Refusal refusesPacket(Frame frame, Passage passage) {
        Packet packet = Packet.onThisThread();
        State state = packet.read(frame);
        if (state == State.OTHER) return null;
        if (passage.isRehearsal()) passage.tell("it carries " + packet);
        if (state == State.MALFORMED) return Refusal.MALFORMED;
        Refusal refusal = servers.refuses(packet, passage);
        if (refusal == null) refusal = allowed.refuses(packet, frame.source());
        if (refusal == null && !isWithinAddressLimit(packet, passage)) refusal = Refusal.TOO_MANY_ADDRESSES;
        return refusal;
    }

    private boolean isWithinAddressLimit(Packet packet, Passage passage) {
        if (guards.dynamicAddressLimit() == 0) return true;
        if (packet.state() == State.ARP) return speaksFor(4, 0, packet.arpSender(), passage);
        if (!speaksFor(packet.version(), packet.sourceHigh(), packet.sourceLow(), passage)) return false;
        boolean tells = packet.isNeighbour() && packet.icmpType() == Icmpv6.NEIGHBOUR_ADVERTISEMENT;
        return !tells || speaksFor(6, packet.neighbourHigh(), packet.neighbourLow(), passage);
    }

    private boolean speaksFor(int version, long high, long low, Passage passage) {
        boolean nobody = (high | low) == 0;
        if (nobody || allowed.lists(version)) return true;
        int limit = guards.dynamicAddressLimit();
        return passage.isRehearsal()
                ? dynamic.wouldAdmit(version, high, low, passage.now(), limit)
                : dynamic.admits(version, high, low, passage.now(), limit);
    }
}
