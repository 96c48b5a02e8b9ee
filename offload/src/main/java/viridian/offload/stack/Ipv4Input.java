package viridian.offload.stack;

import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Ipv4Address;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.Frame;

/**
 * What happens to an arriving packet, in order: is it believable, is it ours, is it whole, who takes it
 * (RFC 1122 section 3.2.1).
 */
final class Ipv4Input {

    private final HostStack host;
    private final StackCounters counters;
    private final Reassembly reassembly;
    private final ControlMessages control;
    private final UdpSockets sockets;
    private final LongSupplier nanoTime;

    Ipv4Input(HostStack host, ControlMessages control, UdpSockets sockets, LongSupplier nanoTime) {
        this.host = host;
        this.counters = host.counters();
        this.reassembly = new Reassembly(counters);
        this.control = control;
        this.sockets = sockets;
        this.nanoTime = nanoTime;
    }

    /** Takes a frame that says it holds an IPv4 packet. */
    void arrive(NetworkInterface on, Frame frame) {
        MemorySegment in = frame.memory();
        long at = frame.offset() + Frame.HEADER_BYTES;
        if (!Ipv4.isWellFormed(in, at, frame.length() - Frame.HEADER_BYTES)) {
            counters.drop(StackDrop.BAD_HEADER);
        } else if (!Ipv4.checksumHolds(in, at)) {
            counters.drop(StackDrop.BAD_HEADER_CHECKSUM);
        } else {
            arrive(on.seat().show(in, at, frame.isGroup()));
        }
    }

    /** Gives up what has been waited for too long. */
    void poll(long now) {
        for (PartialDatagram late = reassembly.overdue(now); late != null; late = reassembly.overdue(now)) {
            counters.drop(StackDrop.REASSEMBLY_TIMEOUT);
            if (late.hasBeginning()) {
                control.refuse(late.showBeginning(), Icmp.TIME_EXCEEDED, Icmp.REASSEMBLY_TIME_EXCEEDED);
            }
            reassembly.release(late);
        }
    }

    long deadline() {
        return reassembly.deadline();
    }

    private void arrive(Ipv4Packet packet) {
        StackDrop refused = refuses(packet);
        if (refused != null) counters.drop(refused);
        else if (Ipv4.isFragment(packet.memory(), packet.at())) collect(packet);
        else deliver(packet);
    }

    private @Nullable StackDrop refuses(Ipv4Packet packet) {
        NetworkInterface on = packet.on();
        int source = packet.source();
        if (source == Ipv4Address.UNKNOWN) return asksForAnAddress(packet) ? null : StackDrop.BAD_SOURCE;
        if (!Ipv4Address.isUnicast(source) || on.isBroadcast(source)) return StackDrop.BAD_SOURCE;
        if (host.isOwn(source) && !on.loopback().speaks()) return StackDrop.BAD_SOURCE;
        int destination = packet.destination();
        if (on.isBroadcast(destination)) return null;
        if (destination == on.addressBits() && on.hasAddress()) {
            // RFC 1122 section 3.3.6: a unicast packet in a broadcast frame would be taken by every host at once.
            return packet.forMany() ? StackDrop.UNICAST_IN_BROADCAST : null;
        }
        return host.isOwn(destination) ? StackDrop.OTHER_INTERFACE : StackDrop.NOT_FOR_US;
    }

    /** RFC 1122 section 3.2.1.3: who has no address yet may ask all for one. */
    private static boolean asksForAnAddress(Ipv4Packet packet) {
        return packet.protocol() == Udp.PROTOCOL && packet.destination() == Ipv4Address.LIMITED_BROADCAST;
    }

    private void collect(Ipv4Packet fragment) {
        PartialDatagram whole = reassembly.arrive(fragment, nanoTime.getAsLong());
        if (whole == null) return;
        deliver(whole.showWhole());
        reassembly.release(whole);
    }

    private void deliver(Ipv4Packet packet) {
        switch (packet.protocol()) {
            case Icmp.PROTOCOL -> control.arrive(packet);
            case Udp.PROTOCOL -> {
                if (!sockets.arrive(packet)) {
                    refuse(packet, StackDrop.NO_LISTENER, Icmp.PORT_UNREACHABLE);
                }
            }
            default -> refuse(packet, StackDrop.UNKNOWN_PROTOCOL, Icmp.PROTOCOL_UNREACHABLE);
        }
    }

    private void refuse(Ipv4Packet packet, StackDrop why, int code) {
        counters.drop(why);
        control.refuse(packet, Icmp.DESTINATION_UNREACHABLE, code);
    }
}
