package viridian.vswitch.capture;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.DropReason;
import viridian.vswitch.Port;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/**
 * What is remembered of a frame that passed a port.
 *
 * @param number in the capture file, from 1, as Wireshark counts
 * @param port the name of the port
 * @param vswitch the name of the switch the port is of
 * @param direction which way it went
 * @param reason why it was dropped, if it was
 * @param tag the 802.1Q tag control information it had on the port's wire, or {@link Frame#UNTAGGED}
 * @param length bytes, without tag and check sequence
 * @param head its first bytes, at most {@link #HEAD_BYTES}, from the destination address on and without tag
 */
public record FrameRecord(
        long number,
        String port,
        String vswitch,
        Direction direction,
        @Nullable DropReason reason,
        MacAddress source,
        MacAddress destination,
        int etherType,
        int tag,
        int length,
        MemorySegment head) {

    /** Our choice: Ethernet, ARP or IPv4 with options, and the ports above it. */
    public static final int HEAD_BYTES = 64;

    static FrameRecord of(long number, Port port, Direction direction, @Nullable DropReason reason, Frame frame) {
        byte[] head = new byte[Math.min(frame.length(), HEAD_BYTES)];
        MemorySegment.copy(frame.memory(), ValueLayout.JAVA_BYTE, frame.offset(), head, 0, head.length);
        return new FrameRecord(
                number,
                port.name(),
                port.vswitch().name(),
                direction,
                reason,
                MacAddress.of(frame.source()),
                MacAddress.of(frame.destination()),
                frame.etherType(),
                frame.tag(),
                frame.length(),
                MemorySegment.ofArray(head));
    }

    /** The VLAN its tag names, 0 if it has none. */
    public int vlan() {
        return tag < 0 ? 0 : tag & 0xFFF;
    }

    /** For evidence: "frame 12 at production/web in: 00-15-5D-... > FF-FF-... type 0806, 42 bytes". */
    @Override
    public String toString() {
        String what = reason == null ? direction.name().toLowerCase(Locale.ROOT) : "dropped for " + reason;
        String vlan = tag < 0 ? "" : " vlan " + vlan();
        return "frame %d at %s/%s %s: %s > %s type %04x%s, %d bytes"
                .formatted(number, vswitch, port, what, source, destination, etherType, vlan, length);
    }
}
