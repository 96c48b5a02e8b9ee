package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.putU16;
import static viridian.vswitch.frame.BigEndian.putU8;
import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;
import static viridian.vswitch.multicast.GroupProtocol.MLD;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.Icmpv6;
import viridian.vswitch.packet.IpAddress;

/** The bytes of MLD, which is part of ICMPv6 (RFC 2710 section 3, RFC 3810 section 5). Checksums are the frame's matter. */
final class Mld {

    /** RFC 4286 section 3. */
    private static final int ROUTER_ADVERTISEMENT = 151;

    private static final int BYTES = 24;
    private static final int QUERY_V2_BYTES = 28;
    private static final int REPORT_V2_BYTES = 8;
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private Mld() {}

    /** Whether an ICMPv6 message of this type is about groups. */
    static boolean isType(int type) {
        return switch (type) {
            case Icmpv6.GROUP_QUERY,
                    Icmpv6.GROUP_REPORT,
                    Icmpv6.GROUP_DONE,
                    Icmpv6.GROUP_REPORT_V2,
                    ROUTER_ADVERTISEMENT -> true;
            default -> false;
        };
    }

    /** Reads a message whose type {@link #isType} knows. Never throws: what cannot be read is told in the answer. */
    static GroupMessage read(MemorySegment in) {
        int type = in.byteSize() == 0 ? 0 : u8(in, 0);
        boolean isShort = type == Icmpv6.GROUP_REPORT_V2 || type == ROUTER_ADVERTISEMENT;
        if (in.byteSize() < (isShort ? REPORT_V2_BYTES : BYTES)) return cutShort();
        return switch (type) {
            case Icmpv6.GROUP_QUERY -> query(in);
            case Icmpv6.GROUP_REPORT -> report(MLD.address(in, 8));
            case Icmpv6.GROUP_DONE -> done(MLD.address(in, 8));
            case Icmpv6.GROUP_REPORT_V2 -> records(in);
            case ROUTER_ADVERTISEMENT -> new GroupMessage.RouterHello("multicast router advertisement");
            default -> new GroupMessage.Foreign("ICMPv6 of type " + type);
        };
    }

    private static GroupMessage report(IpAddress group) {
        return GroupProtocol.isGroup(group) ? new GroupMessage.Report(1, group) : noGroup(group);
    }

    private static GroupMessage done(IpAddress group) {
        return GroupProtocol.isGroup(group) ? new GroupMessage.Leave(group) : noGroup(group);
    }

    private static GroupMessage noGroup(IpAddress address) {
        return new GroupMessage.Broken("MLD about " + address + ", which is no group");
    }

    /** The version is told by the length (RFC 3810 section 8.1). */
    private static GroupMessage query(MemorySegment in) {
        if (in.byteSize() > BYTES && in.byteSize() < QUERY_V2_BYTES) {
            return new GroupMessage.Broken("an MLD query of %d bytes".formatted(in.byteSize()));
        }
        IpAddress address = MLD.address(in, 8);
        IpAddress group = address.high() == 0 && address.low() == 0 ? null : address;
        if (group != null && !GroupProtocol.isGroup(group)) return noGroup(group);
        if (in.byteSize() >= QUERY_V2_BYTES) return queryV2(in, group);
        return new Query(1, group, u16(in, 4) * MILLISECOND, false, 0, 0, List.of());
    }

    private static GroupMessage queryV2(MemorySegment in, @Nullable IpAddress group) {
        int count = u16(in, 26);
        if (QUERY_V2_BYTES + (long) count * MLD.addressBytes() > in.byteSize()) return cutShort();
        int flags = u8(in, 24);
        return new Query(
                2,
                group,
                FloatingCode.shortValue(u16(in, 4)) * MILLISECOND,
                (flags & 0x8) != 0,
                flags & 0x7,
                FloatingCode.byteValue(u8(in, 25)) * SECOND,
                MLD.addresses(in, QUERY_V2_BYTES, count));
    }

    private static GroupMessage records(MemorySegment in) {
        List<GroupRecord> records = GroupRecord.readAll(MLD, in);
        return records == null ? cutShort() : new GroupMessage.Records(MLD.newest(), records);
    }

    private static GroupMessage cutShort() {
        return new GroupMessage.Broken("MLD that ends before what it announces");
    }

    /** A query in the bytes of its version, its checksum still 0. */
    static MemorySegment write(Query query) {
        int count = query.version() == 2 ? query.sources().size() : 0;
        int bytes = query.version() == 2 ? QUERY_V2_BYTES + count * MLD.addressBytes() : BYTES;
        MemorySegment to = MemorySegment.ofArray(new byte[bytes]);
        long millis = query.maxResponseNanos() / MILLISECOND;
        putU8(to, 0, Icmpv6.GROUP_QUERY);
        putU16(to, 4, query.version() == 2 ? FloatingCode.shortCode(millis) : Math.clamp(millis, 0, 0xFFFF));
        IpAddress group = query.group();
        if (group != null) MLD.put(to, 8, group);
        if (query.version() == 2) {
            putU8(to, 24, (query.suppressed() ? 0x8 : 0) | query.robustness());
            putU8(to, 25, FloatingCode.byteCode(query.intervalNanos() / SECOND));
            putU16(to, 26, count);
            for (int i = 0; i < count; i++) {
                MLD.put(
                        to,
                        QUERY_V2_BYTES + (long) i * MLD.addressBytes(),
                        query.sources().get(i));
            }
        }
        return to;
    }
}
