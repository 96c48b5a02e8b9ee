package viridian.synthetic.guest;

import viridian.synthetic.nvsp.NvspVersion;

/**
 * What host and guest have agreed on when RNDIS begins, and where in the guest's memory it is.
 *
 * @param version spoken
 * @param mtu the longest frame, Ethernet header included, as far as known yet
 * @param receiveGpa where the receive buffer begins
 * @param receiveBytes the part of it the host uses
 * @param suballocations how many parts the host divides it into
 * @param sections of the send buffer
 * @param large places for frames longer than a section
 * @param controlGpa one page for control messages
 */
record Terms(
        NvspVersion version,
        int mtu,
        long receiveGpa,
        long receiveBytes,
        int suballocations,
        SendSlots sections,
        SendSlots large,
        long controlGpa) {

    /** How the receive buffer is named to the host: what Linux says. */
    static final int RECEIVE_ID = 0xCAFE;

    /** How the send buffer is named to the host. */
    static final int SEND_ID = 0;

    /** Whether 802.1Q tags go as per-packet information. */
    boolean takesTags() {
        return version.isAtLeast(NvspVersion.V2);
    }
}
