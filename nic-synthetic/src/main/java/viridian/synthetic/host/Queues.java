package viridian.synthetic.host;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;

/**
 * The channels of an adapter that are open: the first always, further ones as the guest opens what it was promised. A frame
 * for one that is not open goes by the first.
 */
final class Queues {

    private final Queue first;
    private final AtomicReferenceArray<@Nullable Queue> all;
    private volatile int promised;

    /** The first channel, with room for so many in all. */
    Queues(Queue first, int most) {
        this.first = first;
        all = new AtomicReferenceArray<>(most);
        all.set(0, first);
    }

    Queue first() {
        return first;
    }

    /** The channel of this number, or the first. */
    Queue at(int index) {
        Queue queue = index < all.length() ? all.get(index) : null;
        return queue == null ? first : queue;
    }

    /** The channel of this number, null if it is not open. */
    @Nullable
    Queue open(int index) {
        return all.get(index);
    }

    /** How many there may be, the first and those promised to the guest. */
    int count() {
        return 1 + promised;
    }

    /** Whether the guest has been promised further channels. */
    boolean arePromised() {
        return promised > 0;
    }

    /** The guest is to get so many further channels. */
    void promise(int further) {
        promised = further;
    }

    /** Whether all that were promised are open. */
    boolean areAllOpen() {
        for (int i = 0; i < count(); i++) {
            if (all.get(i) == null) return false;
        }
        return true;
    }

    /** Adds a channel the guest has opened; a {@link GuestFault} if it was promised none of that number. */
    void add(Queue queue) {
        if (queue.index() >= count() || all.get(queue.index()) != null) {
            throw new GuestFault("nobody offered channel " + queue.index());
        }
        all.set(queue.index(), queue);
    }

    /** The guest closed a channel: when this returns nothing touches it any more. */
    void close(VmbusChannel channel) {
        for (int i = 1; i < all.length(); i++) {
            Queue queue = all.get(i);
            if (queue == null || !queue.channel().equals(channel)) continue;
            all.set(i, null);
            queue.toGuest().end();
        }
    }

    /** Shows the guest what was put in by whoever brings frames. */
    void flush() {
        if (first.toGuest().hasNews()) first.toGuest().flush();
        for (int i = 1; i < count(); i++) {
            Queue queue = all.get(i);
            if (queue != null && queue.toGuest().hasNews()) queue.toGuest().flush();
        }
    }

    /** Holds back the frames of all channels, or lets them go. */
    void park(boolean isParked) {
        for (int i = 0; i < count(); i++) {
            Queue queue = all.get(i);
            if (queue != null) queue.toGuest().park(isParked);
        }
    }

    /** Ends the use of the receive buffer on all channels; returns it, null if there was none. */
    @Nullable
    ReceiveBuffer revoke() {
        for (int i = 1; i < count(); i++) {
            Queue queue = all.get(i);
            if (queue != null) queue.toGuest().revoke();
        }
        return first.toGuest().revoke();
    }

    /** Ends all: nothing is touched any more. */
    void end() {
        for (int i = 0; i < all.length(); i++) {
            Queue queue = all.get(i);
            if (queue != null) queue.toGuest().end();
        }
    }
}
