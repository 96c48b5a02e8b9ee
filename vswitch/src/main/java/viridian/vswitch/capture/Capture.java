package viridian.vswitch.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.DropReason;
import viridian.vswitch.FrameObserver;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.Frame;

/**
 * Records every frame at every port of the switches it observes: an interface in the file for each port, and in each
 * packet's comment whether it came in, went out, or was dropped and why. Several captures may share one file; the file's
 * lock keeps file, numbers and log in step.
 */
public final class Capture implements FrameObserver, Closeable {

    private static final byte[] IN = utf8("in");
    private static final byte[] OUT = utf8("out");
    private static final Map<DropReason, byte[]> DROPPED = droppedComments();

    private final PcapNgFile file;
    private final FrameLog log;
    private final LongSupplier epochNanos;
    private final String kind;
    private final Map<Port, Tap> taps = new HashMap<>();
    private boolean closed;

    /** Why the file could not be written; then this capture ends with the frame before. */
    private @Nullable IOException failure;

    /** A port's interface in the file, which says what held for the port when it was added. */
    private record Tap(int number, PortSettings settings) {}

    /**
     * @param file to write to; whoever opened it closes it, after the last capture
     * @param log remembers the same frames for checks
     * @param epochNanos the time of day, nanoseconds since 1970
     * @param kind what stands before a switch's name in the descriptions: "switch", or "lab iscsi, network"
     */
    public Capture(PcapNgFile file, FrameLog log, LongSupplier epochNanos, String kind) {
        this.file = file;
        this.log = log;
        this.epochNanos = epochNanos;
        this.kind = kind;
    }

    @Override
    public void received(Port at, Frame frame) {
        add(at, Direction.IN, null, frame, IN);
    }

    @Override
    public void sent(Port at, Frame frame) {
        add(at, Direction.OUT, null, frame, OUT);
    }

    @Override
    public void dropped(Port at, Frame frame, DropReason why) {
        add(at, Direction.DROPPED, why, frame, Objects.requireNonNull(DROPPED.get(why)));
    }

    private void add(Port at, Direction direction, @Nullable DropReason why, Frame frame, byte[] comment) {
        synchronized (file) {
            if (closed || failure != null) return;
            try {
                long number = file.packet(interfaceOf(at), epochNanos.getAsLong(), direction, frame, comment);
                log.add(FrameRecord.of(number, at, direction, why, frame));
            } catch (IOException broken) {
                failure = broken;
            }
        }
    }

    /** The port's interface; a new one when the port's settings are no longer what its interface says. */
    private int interfaceOf(Port port) throws IOException {
        Tap known = taps.get(port);
        PortSettings settings = port.settings();
        if (known != null && known.settings.equals(settings)) return known.number;
        int number = file.addInterface(port.toString(), description(port, settings));
        taps.put(port, new Tap(number, settings));
        return number;
    }

    private String description(Port port, PortSettings settings) {
        String role = settings.role().name().toLowerCase(Locale.ROOT);
        return "%s %s, %s port, %s".formatted(kind, port.vswitch().name(), role, settings.vlan());
    }

    private static Map<DropReason, byte[]> droppedComments() {
        Map<DropReason, byte[]> comments = new EnumMap<>(DropReason.class);
        for (DropReason why : DropReason.values()) {
            comments.put(why, utf8("dropped: " + why + " - " + why.sentence()));
        }
        return comments;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Ends the recording; what passes afterwards is not kept. The file stays open.
     *
     * @throws IOException if a frame could not be written
     */
    @Override
    public void close() throws IOException {
        synchronized (file) {
            if (closed) return;
            closed = true;
            if (failure != null) throw failure;
        }
    }
}
