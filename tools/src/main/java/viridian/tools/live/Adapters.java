package viridian.tools.live;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import viridian.tools.attach.Attachment;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.nic.Nic;

/** What ports can be attached to. */
public interface Adapters extends AutoCloseable {

    /**
     * Checks what can be told before anything is opened.
     *
     * @throws IllegalArgumentException if there is no such kind of attachment, or its argument makes no sense
     */
    void check(Attachment attachment);

    /** Of what is written after an attachment, the keys that are about its adapter; all others are about its port. */
    default Collection<String> ownKeys(Attachment attachment) {
        return List.of();
    }

    /**
     * Opens what an attachment names.
     *
     * @param on the switch it is for, which gives it the time and is told what happens to it
     * @throws IOException if it cannot be held
     */
    Nic open(Attachment attachment, VirtualSwitch on) throws IOException;

    /** Closes what was opened for an attachment, and gives back what was taken. */
    void giveBack(Attachment attachment, Nic nic) throws IOException;

    /** Gives back everything. */
    @Override
    void close() throws IOException;
}
