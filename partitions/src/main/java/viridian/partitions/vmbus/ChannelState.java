package viridian.partitions.vmbus;

/** Where a channel is in its life, as the parent's end of the bus sees it. */
public enum ChannelState {
    /** The guest does not know of it: it has not asked yet, or has let go. */
    CLIENT_RELEASED(0),
    /** The guest knows it and may open it. */
    CLOSED(1),
    /** The guest wants it open; the device has not answered. */
    OPENING(2),
    /** Packets go. */
    OPEN(3),
    /** The guest wants it closed; the device has not let go. */
    CLOSING(4),
    /** As before, and the guest wants it open again afterwards. */
    CLOSING_REOPEN(5),
    /** The device is gone; the guest has been told and has not let go. */
    REVOKED(6),
    /** As before, and the device is back: it is offered anew once the guest has let go. */
    REOFFERED(7),
    /** The guest has gone while the device was opening. */
    OPENING_CLIENT_RELEASE(8),
    /** The guest has gone while the device was closing. */
    CLOSING_CLIENT_RELEASE(9);

    /** The number by which saved states name it; never another one. */
    private final int number;

    ChannelState(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Whether the guest may say something about a channel in this state. */
    boolean isKnownToGuest() {
        return switch (this) {
            case CLIENT_RELEASED, OPENING_CLIENT_RELEASE, CLOSING_CLIENT_RELEASE -> false;
            default -> true;
        };
    }

    /** Whether the device is gone. */
    boolean isRevoked() {
        return this == REVOKED || this == REOFFERED;
    }

    /** Whether a guest that has gone is still waited for to be out of the device. */
    boolean isLeaving() {
        return this == OPENING_CLIENT_RELEASE || this == CLOSING_CLIENT_RELEASE;
    }
}
