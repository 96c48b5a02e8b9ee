package viridian.synthetic.nvsp;

import java.util.Map;

/**
 * The names of all NVSP messages ever numbered, for who tells a person what went by: those of the TCP offload of 2008 R2
 * and of queues that were given up too, which nobody here speaks.
 */
public final class NvspNames {

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "INIT"),
            Map.entry(2, "INIT_COMPLETE"),
            Map.entry(100, "SEND_NDIS_VERSION"),
            Map.entry(101, "SEND_RECV_BUF"),
            Map.entry(102, "SEND_RECV_BUF_COMPLETE"),
            Map.entry(103, "REVOKE_RECV_BUF"),
            Map.entry(104, "SEND_SEND_BUF"),
            Map.entry(105, "SEND_SEND_BUF_COMPLETE"),
            Map.entry(106, "REVOKE_SEND_BUF"),
            Map.entry(107, "SEND_RNDIS_PKT"),
            Map.entry(108, "SEND_RNDIS_PKT_COMPLETE"),
            Map.entry(109, "SEND_CHIMNEY_DELEGATED_BUFFER"),
            Map.entry(110, "SEND_CHIMNEY_DELEGATED_BUFFER_COMPLETE"),
            Map.entry(111, "REVOKE_CHIMNEY_DELEGATED_BUFFER"),
            Map.entry(112, "RESUME_CHIMNEY_RX_INDICATION"),
            Map.entry(113, "TERMINATE_CHIMNEY"),
            Map.entry(114, "TERMINATE_CHIMNEY_COMPLETE"),
            Map.entry(115, "INDICATE_CHIMNEY_EVENT"),
            Map.entry(116, "SEND_CHIMNEY_PKT"),
            Map.entry(117, "SEND_CHIMNEY_PKT_COMPLETE"),
            Map.entry(118, "POST_CHIMNEY_RECV_REQ"),
            Map.entry(119, "POST_CHIMNEY_RECV_REQ_COMPLETE"),
            Map.entry(120, "ALLOC_RX_BUF"),
            Map.entry(121, "ALLOC_RX_BUF_COMPLETE"),
            Map.entry(122, "FREE_RX_BUF"),
            Map.entry(123, "SEND_VMQ_RNDIS_PKT"),
            Map.entry(124, "SEND_VMQ_RNDIS_PKT_COMPLETE"),
            Map.entry(125, "SEND_NDIS_CONFIG"),
            Map.entry(126, "ALLOC_CHIMNEY_HANDLE"),
            Map.entry(127, "ALLOC_CHIMNEY_HANDLE_COMPLETE"),
            Map.entry(128, "SEND_VF_ASSOCIATION"),
            Map.entry(129, "SWITCH_DATA_PATH"),
            Map.entry(130, "UPLINK_CONNECT_STATE_DEPRECATED"),
            Map.entry(131, "OID_QUERY_EX"),
            Map.entry(132, "OID_QUERY_EX_COMPLETE"),
            Map.entry(133, "SUBCHANNEL"),
            Map.entry(134, "SEND_INDIRECTION_TABLE"),
            Map.entry(135, "PD_API"),
            Map.entry(136, "PD_POST_BATCH"));

    private NvspNames() {}

    /** What the message of this number is called in Linux {@code hyperv_net.h}, without the prefix. */
    public static String of(int type) {
        return NAMES.getOrDefault(type, "NVSP message " + Integer.toUnsignedString(type));
    }
}
