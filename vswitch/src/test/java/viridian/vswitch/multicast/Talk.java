package viridian.vswitch.multicast;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.IpAddress;

/** The frames hosts and routers talk about groups with, and the streams themselves, as a host would send them. */
final class Talk {

    static final long SECOND = 1_000_000_000L;

    private static final List<GroupRecord.Type> TYPES = List.of(GroupRecord.Type.values());

    private Talk() {}

    static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    static Frame hex(String digits) {
        return Frame.of(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    }

    static Frame igmpReport(MacAddress from, int version, String group) {
        return igmp(from, "10.0.0.10", group, simple(version == 1 ? 0x12 : 0x16, ip(group)));
    }

    static Frame igmpLeave(MacAddress from, String group) {
        return igmp(from, "10.0.0.10", "224.0.0.2", simple(0x17, ip(group)));
    }

    static Frame igmpRecords(MacAddress from, GroupRecord... records) {
        return igmp(from, "10.0.0.10", "224.0.0.22", records(0x22, GroupProtocol.IGMP, records));
    }

    static Frame mldReport(MacAddress from, String group) {
        return mld(from, "fe80::10", group, simple(131, ip(group)));
    }

    static Frame mldDone(MacAddress from, String group) {
        return mld(from, "fe80::10", "ff02::2", simple(132, ip(group)));
    }

    static Frame mldRecords(MacAddress from, GroupRecord... records) {
        return mld(from, "fe80::10", "ff02::16", records(143, GroupProtocol.MLD, records));
    }

    /** Either protocol's newest report. */
    static Frame records(MacAddress from, GroupRecord... records) {
        return records[0].group().version() == 4 ? igmpRecords(from, records) : mldRecords(from, records);
    }

    static GroupRecord told(GroupRecord.Type type, String group, String... sources) {
        return new GroupRecord(
                type, ip(group), List.of(sources).stream().map(Talk::ip).toList());
    }

    static Frame generalQuery(MacAddress from, String source) {
        GroupProtocol protocol = GroupProtocol.of(ip(source));
        return query(from, source, new Query(protocol.newest(), null, 10 * SECOND, false, 2, 125 * SECOND, List.of()));
    }

    static Frame query(MacAddress from, String source, Query query) {
        return QueryFrame.of(GroupProtocol.of(ip(source)), query, 0, from, ip(source));
    }

    static Frame pimHello(MacAddress from) {
        byte[] frame = HexFormat.of()
                .parseHex("01005e00000d0200000000fe080045c0001e000000000167cdae0a0000fee000000d2000df93000100020069");
        BigEndian.putU48(MemorySegment.ofArray(frame), 6, from.bits());
        return Frame.of(frame);
    }

    /** A frame of a stream. */
    static Frame data(MacAddress from, String source, String group) {
        IpAddress to = ip(group);
        byte[] payload = "stream".getBytes(StandardCharsets.US_ASCII);
        if (to.version() == 4) return frame(from, to, 0x0800, ipv4(ip(source), to, 17, 16, payload));
        return frame(from, to, 0x86DD, ipv6(ip(source), to, 17, 16, payload));
    }

    private static byte[] simple(int type, IpAddress group) {
        boolean ipv4 = group.version() == 4;
        MemorySegment message = MemorySegment.ofArray(new byte[ipv4 ? 8 : 24]);
        BigEndian.putU8(message, 0, type);
        GroupProtocol.of(group).put(message, ipv4 ? 4 : 8, group);
        return message.toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] records(int type, GroupProtocol protocol, GroupRecord... records) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {(byte) type, 0, 0, 0, 0, 0, 0, (byte) records.length});
        for (GroupRecord record : records) {
            int count = record.sources().size();
            message.writeBytes(
                    new byte[] {(byte) (TYPES.indexOf(record.type()) + 1), 0, (byte) (count >> 8), (byte) count});
            message.writeBytes(bytes(protocol, record.group()));
            record.sources().forEach(source -> message.writeBytes(bytes(protocol, source)));
        }
        return message.toByteArray();
    }

    private static byte[] bytes(GroupProtocol protocol, IpAddress address) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[protocol.addressBytes()]);
        protocol.put(bytes, 0, address);
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    /** An IGMP message with its checksum filled in. */
    static Frame igmp(MacAddress from, String source, String to, byte[] message) {
        MemorySegment bytes = MemorySegment.ofArray(message);
        BigEndian.putU16(bytes, 2, Checksum.of(bytes));
        return frame(from, ip(to), 0x0800, ipv4(ip(source), ip(to), 2, 1, message));
    }

    /** An MLD message behind a router alert, with its checksum filled in. */
    static Frame mld(MacAddress from, String source, String to, byte[] message) {
        byte[] addresses = new byte[32];
        MemorySegment pseudo = MemorySegment.ofArray(addresses);
        GroupProtocol.MLD.put(pseudo, 0, ip(source));
        GroupProtocol.MLD.put(pseudo, 16, ip(to));
        MemorySegment bytes = MemorySegment.ofArray(message);
        BigEndian.putU16(bytes, 2, Checksum.ofIpv6(pseudo, 58, bytes));
        byte[] alert = HexFormat.of().parseHex("3a00050200000100");
        byte[] payload = new byte[alert.length + message.length];
        System.arraycopy(alert, 0, payload, 0, alert.length);
        System.arraycopy(message, 0, payload, alert.length, message.length);
        return frame(from, ip(to), 0x86DD, ipv6(ip(source), ip(to), 0, 1, payload));
    }

    private static byte[] ipv4(IpAddress source, IpAddress to, int protocol, int ttl, byte[] payload) {
        MemorySegment packet = MemorySegment.ofArray(new byte[20 + payload.length]);
        BigEndian.putU8(packet, 0, 0x45);
        BigEndian.putU16(packet, 2, (int) packet.byteSize());
        BigEndian.putU8(packet, 8, ttl);
        BigEndian.putU8(packet, 9, protocol);
        GroupProtocol.IGMP.put(packet, 12, source);
        GroupProtocol.IGMP.put(packet, 16, to);
        BigEndian.putU16(packet, 10, Checksum.of(packet.asSlice(0, 20)));
        packet.asSlice(20).copyFrom(MemorySegment.ofArray(payload));
        return packet.toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] ipv6(IpAddress source, IpAddress to, int next, int hops, byte[] payload) {
        MemorySegment packet = MemorySegment.ofArray(new byte[40 + payload.length]);
        BigEndian.putU8(packet, 0, 0x60);
        BigEndian.putU16(packet, 4, payload.length);
        BigEndian.putU8(packet, 6, next);
        BigEndian.putU8(packet, 7, hops);
        GroupProtocol.MLD.put(packet, 8, source);
        GroupProtocol.MLD.put(packet, 24, to);
        packet.asSlice(40).copyFrom(MemorySegment.ofArray(payload));
        return packet.toArray(ValueLayout.JAVA_BYTE);
    }

    private static Frame frame(MacAddress from, IpAddress to, int type, byte[] packet) {
        return FrameBuilder.frame(from, GroupProtocol.mac(to))
                .type(type)
                .payload(packet)
                .build();
    }
}
