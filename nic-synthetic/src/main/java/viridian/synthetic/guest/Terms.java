package viridian.synthetic.guest;

import viridian.synthetic.nvsp.NvspVersion;

/**
 * What host and guest have agreed on when RNDIS begins, and where in the guest's memory it is.
 *
 * @param version spoken
 * @param mtu the longest frame, Ethernet header included, as far as known yet
 * @param receiveGpa where the receive buffer begins
 * @param receiveBytes the part of it the host uses
 * @param suballocationBytes in each part the host divides it into
 * @param suballocations how many parts
 * @param sections of the send buffer; none if there is no such buffer
 * @param controlGpa one page for control messages
 */
record Terms(
        NvspVersion version,
        int mtu,
        long receiveGpa,
        long receiveBytes,
        int suballocationBytes,
        int suballocations,
        SendSlots sections,
        long controlGpa) {

    /** How the receive buffer is named to the host: what Linux says. */
    static final int RECEIVE_ID = 0xCAFE;

    /** How the send buffer is named to the host. */
    static final int SEND_ID = 0;

    /** Whether 802.1Q tags go as per-packet information. */
    boolean takesTags() {
        return version.isAtLeast(NvspVersion.V2);
    }

    /** Whether received segments may come joined to one frame. */
    boolean takesJoined() {
        return version.isAtLeast(NvspVersion.V6_1);
    }

    boolean hasSendBuffer() {
        return sections.count() > 0;
    }
}
