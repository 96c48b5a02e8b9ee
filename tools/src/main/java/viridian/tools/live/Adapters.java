package viridian.tools.live;

import java.io.IOException;
import viridian.tools.attach.Attachment;
import viridian.vswitch.nic.Nic;

/** What ports can be attached to. */
public interface Adapters extends AutoCloseable {

    /**
     * Checks what can be told before anything is opened.
     *
     * @throws IllegalArgumentException if there is no such kind of attachment, or its argument makes no sense
     */
    void check(Attachment attachment);

    /**
     * Opens what an attachment names.
     *
     * @throws IOException if it cannot be held
     */
    Nic open(Attachment attachment) throws IOException;

    /** Closes what was opened for an attachment, and gives back what was taken. */
    void giveBack(Attachment attachment, Nic nic) throws IOException;

    /** Gives back everything. */
    @Override
    void close() throws IOException;
}
