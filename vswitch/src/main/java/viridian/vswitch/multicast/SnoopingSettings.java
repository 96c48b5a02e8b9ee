package viridian.vswitch.multicast;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.VlanSet;

/**
 * What an administrator says about multicast on a switch.
 *
 * @param enabled whether the switch reads along at all; otherwise multicast goes to every port of its VLAN
 * @param except VLANs in which it does not
 * @param floodsUnregistered whether frames of a group nobody has joined go to every port, or to routers only
 * @param querier how the switch asks who listens, or null if it leaves that to others
 * @param timing by which it asks, and by which it goes as long as no other querier tells otherwise
 * @param lastMemberIntervalNanos time between questions whether anybody still listens after somebody has left
 * @param lastMemberCount how often it asks that
 * @param groupLimit how many groups it knows at most, in all VLANs together
 */
public record SnoopingSettings(
        boolean enabled,
        VlanSet except,
        boolean floodsUnregistered,
        @Nullable QuerierSettings querier,
        Timing timing,
        long lastMemberIntervalNanos,
        int lastMemberCount,
        int groupLimit) {

    private static final long SECOND = 1_000_000_000L;

    /** As the tenths of a second in a byte allow (RFC 2236 section 8.8). */
    private static final int LONGEST_LAST_MEMBER_SECONDS = 25;

    /** As many as the Linux bridge knows. */
    public static final int GROUP_LIMIT = 4096;

    /** On, in every VLAN; unregistered groups are flooded; it does not ask; times as in the standards. */
    public static final SnoopingSettings USUAL =
            new SnoopingSettings(true, VlanSet.NONE, true, null, Timing.STANDARD, SECOND, 2, GROUP_LIMIT);

    public SnoopingSettings {
        if (lastMemberIntervalNanos < SECOND / 10 || lastMemberIntervalNanos > LONGEST_LAST_MEMBER_SECONDS * SECOND) {
            throw new IllegalArgumentException(
                    "hosts are asked a tenth of a second to 25 seconds apart, not " + lastMemberIntervalNanos + " ns");
        }
        if (lastMemberCount < 1 || lastMemberCount > 7) {
            throw new IllegalArgumentException("hosts are asked 1 to 7 times, not " + lastMemberCount);
        }
        if (groupLimit < 1) throw new IllegalArgumentException("a switch knows one group at least");
    }

    public SnoopingSettings withEnabled(boolean wanted) {
        return new SnoopingSettings(
                wanted,
                except,
                floodsUnregistered,
                querier,
                timing,
                lastMemberIntervalNanos,
                lastMemberCount,
                groupLimit);
    }

    public SnoopingSettings withExcept(VlanSet vlans) {
        return new SnoopingSettings(
                enabled,
                vlans,
                floodsUnregistered,
                querier,
                timing,
                lastMemberIntervalNanos,
                lastMemberCount,
                groupLimit);
    }

    public SnoopingSettings withFloodsUnregistered(boolean wanted) {
        return new SnoopingSettings(
                enabled, except, wanted, querier, timing, lastMemberIntervalNanos, lastMemberCount, groupLimit);
    }

    public SnoopingSettings withQuerier(@Nullable QuerierSettings wanted) {
        return new SnoopingSettings(
                enabled,
                except,
                floodsUnregistered,
                wanted,
                timing,
                lastMemberIntervalNanos,
                lastMemberCount,
                groupLimit);
    }

    public SnoopingSettings withTiming(Timing wanted) {
        return new SnoopingSettings(
                enabled,
                except,
                floodsUnregistered,
                querier,
                wanted,
                lastMemberIntervalNanos,
                lastMemberCount,
                groupLimit);
    }

    public SnoopingSettings withLastMember(long intervalNanos, int count) {
        return new SnoopingSettings(
                enabled, except, floodsUnregistered, querier, timing, intervalNanos, count, groupLimit);
    }

    public SnoopingSettings withGroupLimit(int most) {
        return new SnoopingSettings(
                enabled, except, floodsUnregistered, querier, timing, lastMemberIntervalNanos, lastMemberCount, most);
    }

    /** How it asks who still listens. */
    LastCallRules lastCallRules(GroupProtocol protocol) {
        int version = querier == null ? protocol.newest() : querier.version(protocol);
        return new LastCallRules(version, lastMemberCount, lastMemberIntervalNanos);
    }
}
