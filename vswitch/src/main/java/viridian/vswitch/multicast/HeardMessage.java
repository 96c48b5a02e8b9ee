package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.multicast.GroupMessage.Broken;
import viridian.vswitch.multicast.GroupMessage.Foreign;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.IpAddress;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/**
 * A message about groups, taken out of its frame and checked: header and message checksums, and that it comes from this link
 * and nowhere else. Makes objects; frames that carry data do not come here.
 *
 * @param protocol by which it came
 * @param source the IP address of its sender
 */
record HeardMessage(GroupProtocol protocol, IpAddress source, GroupMessage message) {

    /** Protocol Independent Multicast, spoken among routers (RFC 7761 section 4.9). */
    static final int PIM = 103;

    private static final int PIM_HELLO = 0x20; // version 2, type 0
    private static final int PIM_BYTES = 4;
    private static final IpAddress PIM_ROUTERS_IPV4 = IpAddress.parse("224.0.0.13");
    private static final IpAddress PIM_ROUTERS_IPV6 = IpAddress.parse("ff02::d");

    private static final int IPV4_TOTAL = 2;
    private static final int IPV6_ADDRESSES = 8;
    private static final int IPV6_ADDRESSES_BYTES = 32;
    private static final int IPV6_HEADER_BYTES = 40;

    /** The option that tells routers to look at a packet not meant for them (RFC 2711 section 2.1). */
    private static final int ROUTER_ALERT = 5;

    /**
     * Reads the message of a frame that looks as if it carried one, or answers null if it does not after all. Never throws: a
     * message that cannot be believed is {@link Broken} or {@link Foreign}.
     */
    static @Nullable HeardMessage read(Frame frame) {
        Packet packet = Packet.onThisThread();
        Packet.State state = packet.read(frame);
        // Behind an inner tag is somebody else's VLAN, whose members this switch does not know.
        if (packet.networkAt() != Frame.HEADER_BYTES) return null;
        return switch (packet.etherType()) {
            case Packet.IPV4 -> ipv4(frame, packet, state);
            case Packet.IPV6 -> ipv6(frame, packet, state);
            default -> null;
        };
    }

    private static HeardMessage malformed(GroupProtocol protocol) {
        String why = "%s in a malformed packet".formatted(protocol);
        return new HeardMessage(protocol, protocol.nobody(), new Broken(why));
    }

    private static @Nullable HeardMessage ipv4(Frame frame, Packet packet, Packet.State state) {
        if (packet.version() != 4) return malformed(GroupProtocol.IGMP);
        if (packet.protocol() == IpProtocol.IGMP) return heard(packet, igmp(frame, packet, state));
        if (packet.protocol() != PIM || !packet.destination().equals(PIM_ROUTERS_IPV4)) return null;
        if (state != Packet.State.WHOLE) return null;
        MemorySegment bytes = message(frame, packet);
        return pim(packet, bytes, Checksum.of(bytes));
    }

    private static HeardMessage heard(Packet packet, GroupMessage message) {
        GroupProtocol protocol = packet.version() == 4 ? GroupProtocol.IGMP : GroupProtocol.MLD;
        return new HeardMessage(protocol, packet.source(), message);
    }

    private static GroupMessage igmp(Frame frame, Packet packet, Packet.State state) {
        if (packet.isFragment()) return new Foreign("a fragment of IGMP");
        if (state != Packet.State.WHOLE) return new Broken("IGMP in a malformed IPv4 packet");
        MemorySegment header = slice(frame, packet.networkAt(), packet.transportAt());
        if (u16(header, IPV4_TOTAL) == 0) return new Broken("IGMP in an IPv4 packet without length");
        if (Checksum.of(header) != 0) return new Broken("IGMP in an IPv4 packet with a wrong header checksum");
        GroupMessage message = Igmp.read(message(frame, packet));
        if (message instanceof Broken) return message;
        return believable(packet, message);
    }

    private static GroupMessage believable(Packet packet, GroupMessage message) {
        if (packet.hopLimit() != 1)
            return new Foreign("a message about groups that may have come from beyond the link");
        if (GroupProtocol.isGroup(packet.source())) return new Foreign("a message about groups sent by a group");
        if (message instanceof Query query && query.isGeneral() && !isToAllHosts(packet)) {
            return new Foreign("a general query that is not addressed to all hosts");
        }
        return message;
    }

    private static boolean isToAllHosts(Packet packet) {
        GroupProtocol protocol = packet.version() == 4 ? GroupProtocol.IGMP : GroupProtocol.MLD;
        return packet.destination().equals(protocol.allHosts());
    }

    private static @Nullable HeardMessage ipv6(Frame frame, Packet packet, Packet.State state) {
        if (state == Packet.State.MALFORMED) return malformed(GroupProtocol.MLD);
        if (state != Packet.State.WHOLE) return heard(packet, new Foreign("a fragment of MLD"));
        MemorySegment bytes = message(frame, packet);
        if (packet.protocol() == PIM && packet.destination().equals(PIM_ROUTERS_IPV6)) {
            return pim(packet, bytes, Checksum.ofIpv6(addresses(frame, packet), PIM, bytes));
        }
        if (packet.protocol() != IpProtocol.ICMPV6 || bytes.byteSize() == 0 || !Mld.isType(u8(bytes, 0))) return null;
        return heard(packet, mld(frame, packet, bytes));
    }

    private static GroupMessage mld(Frame frame, Packet packet, MemorySegment bytes) {
        if (Checksum.ofIpv6(addresses(frame, packet), IpProtocol.ICMPV6, bytes) != 0) {
            return new Broken("MLD with a wrong checksum");
        }
        GroupMessage message = Mld.read(bytes);
        if (message instanceof Broken) return message;
        if (!alertsRouters(frame, packet)) return new Foreign("MLD without the router alert option");
        boolean asRouter = message instanceof Query || message instanceof GroupMessage.RouterHello;
        IpAddress source = packet.source();
        // A host that has no address yet reports from :: (RFC 3590 section 4).
        boolean local =
                GroupProtocol.isLinkLocalHost(source) || (!asRouter && source.equals(GroupProtocol.MLD.nobody()));
        if (!local) return new Foreign("MLD from " + source + ", which is not link-local");
        return believable(packet, message);
    }

    /** Whether a hop-by-hop header with the option stands directly before the message (RFC 3810 section 5). */
    private static boolean alertsRouters(Frame frame, Packet packet) {
        MemorySegment headers = slice(frame, packet.networkAt() + IPV6_HEADER_BYTES, packet.transportAt());
        if (u8(slice(frame, packet.networkAt(), packet.transportAt()), 6) != IpProtocol.HOP_BY_HOP) return false;
        if (u8(headers, 0) != IpProtocol.ICMPV6) return false;
        long at = 2;
        while (at + 1 < headers.byteSize()) {
            int option = u8(headers, at);
            if (option == ROUTER_ALERT) return u8(headers, at + 1) == 2 && at + 4 <= headers.byteSize();
            at += option == 0 ? 1 : 2 + u8(headers, at + 1); // 0 is a single byte of padding
        }
        return false;
    }

    private static @Nullable HeardMessage pim(Packet packet, MemorySegment bytes, int checksum) {
        if (bytes.byteSize() < PIM_BYTES || u8(bytes, 0) != PIM_HELLO) return null;
        if (checksum != 0) return heard(packet, new Broken("a PIM hello with a wrong checksum"));
        return heard(packet, believable(packet, new GroupMessage.RouterHello("PIM hello")));
    }

    private static MemorySegment message(Frame frame, Packet packet) {
        return slice(frame, packet.transportAt(), packet.end());
    }

    private static MemorySegment addresses(Frame frame, Packet packet) {
        int at = packet.networkAt() + IPV6_ADDRESSES;
        return slice(frame, at, at + IPV6_ADDRESSES_BYTES);
    }

    private static MemorySegment slice(Frame frame, int from, int to) {
        return frame.memory().asSlice(frame.offset() + from, (long) to - from);
    }
}
