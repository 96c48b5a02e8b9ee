package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.u16;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.packet.IpAddress;

/** What a host tells about one group (RFC 3376 section 4.2.12, RFC 3810 section 5.2.12). */
public record GroupRecord(Type type, IpAddress group, List<IpAddress> sources) {

    /** In the order of their numbers on the wire, from 1. */
    public enum Type {
        /** It is so: these sources only. */
        IS_INCLUDE,

        /** It is so: all sources but these. */
        IS_EXCLUDE,

        /** From now on: these sources only. With no source it has left the group. */
        TO_INCLUDE,

        /** From now on: all sources but these. */
        TO_EXCLUDE,

        /** These sources as well. */
        ALLOW,

        /** These sources no longer. */
        BLOCK
    }

    public GroupRecord {
        sources = List.copyOf(sources);
    }

    /** Type, length of further data, number of sources; the group's address follows. */
    private static final int HEADER_BYTES = 4;

    private static final int REPORT_COUNT_AT = 6;
    private static final int REPORT_BYTES = 8;

    /**
     * Reads the records of a report (RFC 3376 section 4.2, RFC 3810 section 5.2), or null if it ends before the last of
     * them. Records of a type or group that there is not are passed over, as is what follows the last.
     *
     * @param in a report of at least eight bytes
     */
    static @Nullable List<GroupRecord> readAll(GroupProtocol protocol, MemorySegment in) {
        List<GroupRecord> records = new ArrayList<>();
        Type[] types = Type.values();
        long at = REPORT_BYTES;
        for (int left = u16(in, REPORT_COUNT_AT); left > 0; left--) {
            long sourcesAt = at + HEADER_BYTES + protocol.addressBytes();
            if (sourcesAt > in.byteSize()) return null;
            int type = u8(in, at);
            int count = u16(in, at + 2);
            long next = sourcesAt + (long) count * protocol.addressBytes() + u8(in, at + 1) * 4L;
            if (next > in.byteSize()) return null;
            IpAddress group = protocol.address(in, at + HEADER_BYTES);
            if (type >= 1 && type <= types.length && GroupProtocol.isGroup(group)) {
                records.add(new GroupRecord(types[type - 1], group, protocol.addresses(in, sourcesAt, count)));
            }
            at = next;
        }
        return records;
    }

    /** Whether it makes a member of who was none: it wants frames of some source. */
    boolean asksForFrames() {
        return switch (type) {
            case IS_EXCLUDE, TO_EXCLUDE -> true;
            case IS_INCLUDE, TO_INCLUDE, ALLOW -> !sources.isEmpty();
            case BLOCK -> false;
        };
    }

    /** Whether its sender has left the group. */
    boolean leaves() {
        return type == Type.TO_INCLUDE && sources.isEmpty();
    }
}
