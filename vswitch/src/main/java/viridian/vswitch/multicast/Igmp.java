package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU8;
import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;
import static viridian.vswitch.multicast.GroupProtocol.IGMP;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.IpAddress;

/** The bytes of IGMP, behind the IPv4 header (RFC 1112 appendix I, RFC 2236 section 2, RFC 3376 section 4). */
final class Igmp {

    private static final int QUERY = 0x11;
    private static final int REPORT_V1 = 0x12;
    private static final int REPORT_V2 = 0x16;
    private static final int LEAVE = 0x17;
    private static final int REPORT_V3 = 0x22;

    /** Sent as IGMP although it is none (RFC 4286 section 3). */
    private static final int ROUTER_ADVERTISEMENT = 0x30;

    private static final int BYTES = 8;
    private static final int QUERY_V3_BYTES = 12;
    private static final long TENTH = 100_000_000L;
    private static final long SECOND = 1_000_000_000L;

    /** Version 1 has no such field; its hosts answer within ten seconds (RFC 3376 section 4.1.1). */
    private static final long RESPONSE_V1 = 100 * TENTH;

    private Igmp() {}

    /** Reads a message. Never throws: what cannot be read is told in the answer. */
    static GroupMessage read(MemorySegment in) {
        if (in.byteSize() < BYTES) return new GroupMessage.Broken("an IGMP message of less than 8 bytes");
        if (Checksum.of(in) != 0) return new GroupMessage.Broken("IGMP with a wrong checksum");
        int type = u8(in, 0);
        return switch (type) {
            case QUERY -> query(in);
            case REPORT_V1 -> report(1, IGMP.address(in, 4));
            case REPORT_V2 -> report(2, IGMP.address(in, 4));
            case LEAVE -> leave(IGMP.address(in, 4));
            case REPORT_V3 -> records(in);
            case ROUTER_ADVERTISEMENT -> new GroupMessage.RouterHello("multicast router advertisement");
            default -> new GroupMessage.Foreign("IGMP of type %02x".formatted(type));
        };
    }

    private static GroupMessage report(int version, IpAddress group) {
        if (!GroupProtocol.isGroup(group)) return noGroup(group);
        return new GroupMessage.Report(version, group);
    }

    private static GroupMessage leave(IpAddress group) {
        return GroupProtocol.isGroup(group) ? new GroupMessage.Leave(group) : noGroup(group);
    }

    private static GroupMessage noGroup(IpAddress address) {
        return new GroupMessage.Broken("IGMP about " + address + ", which is no group");
    }

    /** The version is told by length and response code (RFC 3376 section 7.1). */
    private static GroupMessage query(MemorySegment in) {
        if (in.byteSize() > BYTES && in.byteSize() < QUERY_V3_BYTES) {
            return new GroupMessage.Broken("an IGMP query of %d bytes".formatted(in.byteSize()));
        }
        IpAddress address = IGMP.address(in, 4);
        IpAddress group = address.low() == 0 ? null : address;
        if (group != null && !GroupProtocol.isGroup(group)) return noGroup(group);
        if (in.byteSize() >= QUERY_V3_BYTES) return queryV3(in, group);
        int code = u8(in, 1);
        boolean first = code == 0;
        long response = first ? RESPONSE_V1 : code * TENTH;
        return new Query(first ? 1 : 2, group, response, false, 0, 0, List.of());
    }

    private static GroupMessage queryV3(MemorySegment in, @Nullable IpAddress group) {
        int count = u16(in, 10);
        if (QUERY_V3_BYTES + (long) count * IGMP.addressBytes() > in.byteSize()) return cutShort();
        int flags = u8(in, 8);
        return new Query(
                3,
                group,
                FloatingCode.byteValue(u8(in, 1)) * TENTH,
                (flags & 0x8) != 0,
                flags & 0x7,
                FloatingCode.byteValue(u8(in, 9)) * SECOND,
                IGMP.addresses(in, QUERY_V3_BYTES, count));
    }

    private static GroupMessage records(MemorySegment in) {
        List<GroupRecord> records = GroupRecord.readAll(IGMP, in);
        return records == null ? cutShort() : new GroupMessage.Records(IGMP.newest(), records);
    }

    private static GroupMessage cutShort() {
        return new GroupMessage.Broken("IGMP that ends before what it announces");
    }

    /** A query in the bytes of its version. */
    static MemorySegment write(Query query) {
        int count = query.version() == 3 ? query.sources().size() : 0;
        int bytes = query.version() == 3 ? QUERY_V3_BYTES + count * IGMP.addressBytes() : BYTES;
        MemorySegment to = MemorySegment.ofArray(new byte[bytes]);
        long tenths = query.maxResponseNanos() / TENTH;
        putU8(to, 0, QUERY);
        if (query.version() == 2) putU8(to, 1, Math.clamp(tenths, 1, 255));
        if (query.version() == 3) putU8(to, 1, FloatingCode.byteCode(tenths));
        IpAddress group = query.group();
        if (group != null) IGMP.put(to, 4, group);
        if (query.version() == 3) {
            putU8(to, 8, (query.suppressed() ? 0x8 : 0) | query.robustness());
            putU8(to, 9, FloatingCode.byteCode(query.intervalNanos() / SECOND));
            putU16(to, 10, count);
            for (int i = 0; i < count; i++) {
                IGMP.put(
                        to,
                        QUERY_V3_BYTES + (long) i * IGMP.addressBytes(),
                        query.sources().get(i));
            }
        }
        putU16(to, 2, Checksum.of(to));
        return to;
    }
}
