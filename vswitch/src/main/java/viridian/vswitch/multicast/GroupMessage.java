package viridian.vswitch.multicast;

import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.packet.IpAddress;

/**
 * What hosts and routers say to each other about groups. IGMP says it for IPv4 and MLD for IPv6, with the same meaning and
 * in different bytes.
 */
public sealed interface GroupMessage {

    /**
     * A router asks who listens (RFC 3376 section 4.1, RFC 3810 section 5.1).
     *
     * @param version of the protocol it is asked in: IGMP 1 to 3, MLD 1 or 2
     * @param group the group it asks about, null for all of them
     * @param maxResponseNanos within which time hosts answer
     * @param suppressed whether other routers are to leave their timers alone
     * @param robustness how often a message may be lost, 0 if not told
     * @param intervalNanos time between general queries, 0 if not told
     * @param sources of the group it asks about; none: about the group as a whole
     */
    record Query(
            int version,
            @Nullable IpAddress group,
            long maxResponseNanos,
            boolean suppressed,
            int robustness,
            long intervalNanos,
            List<IpAddress> sources)
            implements GroupMessage {

        public Query {
            sources = List.copyOf(sources);
        }

        /** Whether it asks about all groups. */
        public boolean isGeneral() {
            return group == null;
        }
    }

    /** A host listens to a group, whoever sends (IGMP versions 1 and 2, MLD version 1). */
    record Report(int version, IpAddress group) implements GroupMessage {}

    /** A host no longer listens to a group (IGMP version 2; in MLD version 1 it is called Done). */
    record Leave(IpAddress group) implements GroupMessage {}

    /** A host tells about several groups, with the sources it wants (IGMP version 3, MLD version 2). */
    record Records(int version, List<GroupRecord> records) implements GroupMessage {
        public Records {
            records = List.copyOf(records);
        }
    }

    /** A router shows that it is there: a PIM hello, or a multicast router advertisement (RFC 4286 section 3). */
    record RouterHello(String protocol) implements GroupMessage {}

    /** A message whose type this switch does not know, or that breaks a rule about who may send it from where. */
    record Foreign(String why) implements GroupMessage {}

    /** A message that is broken: cut short, or with a wrong checksum. */
    record Broken(String why) implements GroupMessage {}
}
