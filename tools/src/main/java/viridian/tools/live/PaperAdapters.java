package viridian.tools.live;

import java.util.Collection;
import viridian.tools.attach.Attachment;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** Attachments on paper: nothing is opened and nothing is heard, but all that can be said of a switch can be said of it. */
public final class PaperAdapters implements Adapters {

    @Override
    public void check(Attachment attachment) {
        LinuxAdapters.requireKind(attachment);
    }

    @Override
    public Collection<String> ownKeys(Attachment attachment) {
        return LinuxAdapters.keysOf(attachment);
    }

    @Override
    public Nic open(Attachment attachment, VirtualSwitch on) {
        return new PaperNic();
    }

    @Override
    public void giveBack(Attachment attachment, Nic nic) {
        nic.close();
    }

    @Override
    public void close() {}

    /** Takes every frame, of any length, and forgets it. */
    private static final class PaperNic implements Nic {

        private static final int ANY_LENGTH = 65_535 + Frame.HEADER_BYTES;

        @Override
        public MacAddress address() {
            return MacAddress.NONE;
        }

        @Override
        public int maxFrame() {
            return ANY_LENGTH;
        }

        @Override
        public void start(FrameSink receiver) {}

        @Override
        public boolean accept(Frame frame) {
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
