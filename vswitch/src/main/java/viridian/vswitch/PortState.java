package viridian.vswitch;

import org.jspecify.annotations.Nullable;

/** Whether a port takes part in forwarding (IEEE 802.1Q section 8.4). */
public enum PortState {
    /** Frames come in and leave. */
    FORWARDING("forwarding", true, true, null),

    /** Sources are learned, frames go no further. */
    LEARNING("learning", true, false, DropReason.PORT_BLOCKED),

    /** Nothing comes in and nothing leaves, except what extensions exchange with the other end. */
    DISCARDING("discarding", false, false, DropReason.PORT_BLOCKED),

    /** Copies of others' frames leave, nothing else; what comes in is dropped. */
    MONITOR("a monitor of other ports", false, false, DropReason.NOT_ACCEPTED),

    /** Copies of others' frames leave, nothing else; what comes in is carried, but its sources are not learned. */
    SENDING_MONITOR("a monitor of other ports that may send", false, false, null),

    /** Switched off by its administrator. */
    DISABLED("switched off", false, false, DropReason.NIC_DISABLED);

    private final String words;
    private final boolean learns;
    private final boolean delivers;
    private final @Nullable DropReason refusal;

    PortState(String words, boolean learns, boolean delivers, @Nullable DropReason refusal) {
        this.words = words;
        this.learns = learns;
        this.delivers = delivers;
        this.refusal = refusal;
    }

    /** To be read after "the port is". */
    public String words() {
        return words;
    }

    /** Whether sources of frames that come in are learned. */
    public boolean learns() {
        return learns;
    }

    /** Whether forwarded frames leave. */
    public boolean delivers() {
        return delivers;
    }

    /** Why a frame that comes in is dropped, or null if it is not. */
    public @Nullable DropReason refusal() {
        return refusal;
    }
}
