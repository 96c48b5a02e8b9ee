package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU32;
import static viridian.vswitch.frame.BigEndian.putU8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.IpAddress;
import viridian.vswitch.packet.IpProtocol;

/** A query as a frame: Ethernet, IP with the router alert option, and the message. */
final class QueryFrame {

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;

    /** Twenty bytes and the option. */
    private static final int IPV4_HEADER_BYTES = 24;

    private static final int IPV6_HEADER_BYTES = 40;
    private static final int HOP_BY_HOP_BYTES = 8;

    /** Precedence "internetwork control", as RFC 3376 section 4 wants it. */
    private static final int INTERNETWORK_CONTROL = 0xC0;

    private static final int DONT_FRAGMENT = 0x4000;

    /** Option 148 of four bytes with value 0 (RFC 2113 section 2.1). */
    private static final long ROUTER_ALERT_IPV4 = 0x9404_0000L;

    /** Option 5 with the value for MLD, then two bytes of padding (RFC 2711 section 2.1). */
    private static final long ROUTER_ALERT_IPV6 = 0x0502_0000L;

    private static final int PADDING = 0x0100;

    private QueryFrame() {}

    /**
     * @param vlan the frame's VLAN inside the switch, 0 for the untagged domain
     * @param mac the Ethernet source
     * @param source the IP source, of the same version as the protocol's
     */
    static Frame of(GroupProtocol protocol, Query query, int vlan, MacAddress mac, IpAddress source) {
        IpAddress asked = query.group();
        IpAddress to = asked == null ? protocol.allHosts() : asked;
        boolean ipv4 = protocol == GroupProtocol.IGMP;
        MemorySegment packet = ipv4 ? ipv4(query, source, to) : ipv6(query, source, to);
        return FrameBuilder.frame(mac, GroupProtocol.mac(to))
                .type(ipv4 ? IPV4 : IPV6)
                .tag(vlan == 0 ? Frame.UNTAGGED : vlan)
                .payload(packet.toArray(ValueLayout.JAVA_BYTE))
                .build();
    }

    private static MemorySegment ipv4(Query query, IpAddress source, IpAddress to) {
        MemorySegment message = Igmp.write(query);
        MemorySegment packet = packet(IPV4_HEADER_BYTES, message);
        putU8(packet, 0, 0x40 | IPV4_HEADER_BYTES / 4);
        putU8(packet, 1, INTERNETWORK_CONTROL);
        putU16(packet, 2, (int) packet.byteSize());
        putU16(packet, 6, DONT_FRAGMENT);
        putU8(packet, 8, 1);
        putU8(packet, 9, IpProtocol.IGMP);
        GroupProtocol.IGMP.put(packet, 12, source);
        GroupProtocol.IGMP.put(packet, 16, to);
        putU32(packet, 20, ROUTER_ALERT_IPV4);
        putU16(packet, 10, Checksum.of(packet.asSlice(0, IPV4_HEADER_BYTES)));
        return packet;
    }

    private static MemorySegment ipv6(Query query, IpAddress source, IpAddress to) {
        MemorySegment message = Mld.write(query);
        MemorySegment packet = packet(IPV6_HEADER_BYTES + HOP_BY_HOP_BYTES, message);
        putU8(packet, 0, 0x60);
        putU16(packet, 4, HOP_BY_HOP_BYTES + (int) message.byteSize());
        putU8(packet, 6, IpProtocol.HOP_BY_HOP);
        putU8(packet, 7, 1);
        GroupProtocol.MLD.put(packet, 8, source);
        GroupProtocol.MLD.put(packet, 24, to);
        putU8(packet, 40, IpProtocol.ICMPV6);
        putU32(packet, 42, ROUTER_ALERT_IPV6);
        putU16(packet, 46, PADDING);
        putU16(packet, 50, Checksum.ofIpv6(packet.asSlice(8, 32), IpProtocol.ICMPV6, packet.asSlice(48)));
        return packet;
    }

    private static MemorySegment packet(int header, MemorySegment message) {
        MemorySegment packet = MemorySegment.ofArray(new byte[header + (int) message.byteSize()]);
        packet.asSlice(header).copyFrom(message);
        return packet;
    }
}
