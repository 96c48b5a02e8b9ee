package viridian.vswitch.multicast;

/**
 * How many messages about groups a switch has read, of both protocols; it begins at 0 when snooping does, and never goes back.
 *
 * @param queries from routers and other queriers
 * @param reports of any version
 * @param leaves in messages of their own
 * @param hellos of PIM routers, and multicast router advertisements
 * @param foreign of a type not known, or against a rule about who may send them from where: passed on like any frame
 * @param broken cut short, or with a wrong checksum: dropped
 * @param refused reports that a limit refused: dropped
 * @param fromNoRouter what only a router sends, from a port that is to have none: dropped
 * @param asked queries sent by the switch itself, one for each port
 */
public record SnoopingCounts(
        long queries,
        long reports,
        long leaves,
        long hellos,
        long foreign,
        long broken,
        long refused,
        long fromNoRouter,
        long asked) {}
