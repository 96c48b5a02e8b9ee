package viridian.vswitch.team.lacp;

/**
 * One link as LACP sees it, for people.
 *
 * @param actor this end
 * @param partner the other end, or {@link LacpEnd#NOBODY}
 * @param selection whether it is used: {@code selected}, {@code standby} or {@code unselected}
 * @param receive state of the receive machine, such as {@code current}
 * @param mux state of the mux machine, such as {@code distributing}
 * @param received LACPDUs
 * @param sent LACPDUs
 * @param markers Marker PDUs answered
 * @param unknown frames of slow protocols that are not spoken here
 * @param malformed frames that are no PDU though they should be
 */
public record LacpReport(
        LacpEnd actor,
        LacpEnd partner,
        String selection,
        String receive,
        String mux,
        long received,
        long sent,
        long markers,
        long unknown,
        long malformed) {}
