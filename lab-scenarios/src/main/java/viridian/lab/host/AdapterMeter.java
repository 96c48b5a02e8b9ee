package viridian.lab.host;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import viridian.lab.topology.AdapterName;
import viridian.partitions.pci.PciDevice;

/** A legacy adapter on its way through the bus: how often its guest asks it, for what, how long that takes, and who answers. */
public final class AdapterMeter implements PciDevice {

    /** What a guest's processor leaves it for. */
    public enum Access {
        CONFIGURATION,
        REGISTER_READ,
        REGISTER_WRITE
    }

    private final AdapterName adapter;
    private final String answeredBy;
    private final PciDevice device;
    private final LongSupplier frames;
    private final Map<Access, LongAdder> counts = adders();
    private final Map<Access, LongAdder> nanos = adders();

    /**
     * @param answeredBy who does the device's work, such as {@code worker process 4711}
     * @param frames how many it has carried, both ways
     */
    AdapterMeter(AdapterName adapter, String answeredBy, PciDevice device, LongSupplier frames) {
        this.adapter = adapter;
        this.answeredBy = answeredBy;
        this.device = device;
        this.frames = frames;
    }

    private static Map<Access, LongAdder> adders() {
        Map<Access, LongAdder> adders = new EnumMap<>(Access.class);
        for (Access kind : Access.values()) adders.put(kind, new LongAdder());
        return adders;
    }

    private static LongAdder of(Map<Access, LongAdder> adders, Access kind) {
        return Objects.requireNonNull(adders.get(kind));
    }

    public AdapterName adapter() {
        return adapter;
    }

    public String answeredBy() {
        return answeredBy;
    }

    /** Accesses so far. */
    public long count(Access kind) {
        return of(counts, kind).sum();
    }

    /** Accesses of its registers so far, reading and writing. */
    long registerAccesses() {
        return count(Access.REGISTER_READ) + count(Access.REGISTER_WRITE);
    }

    /** How long all of them took, in nanoseconds. */
    public long nanos(Access kind) {
        return of(nanos, kind).sum();
    }

    /** Frames it has carried, both ways. */
    public long frames() {
        return frames.getAsLong();
    }

    private void count(Access kind, long began) {
        of(nanos, kind).add(System.nanoTime() - began);
        of(counts, kind).increment();
    }

    @Override
    public int configRead(int offset, int size) {
        long began = System.nanoTime();
        int value = device.configRead(offset, size);
        count(Access.CONFIGURATION, began);
        return value;
    }

    @Override
    public void configWrite(int offset, int size, int value) {
        long began = System.nanoTime();
        device.configWrite(offset, size, value);
        count(Access.CONFIGURATION, began);
    }

    @Override
    public int ioRead(int bar, int offset, int size) {
        long began = System.nanoTime();
        int value = device.ioRead(bar, offset, size);
        count(Access.REGISTER_READ, began);
        return value;
    }

    @Override
    public void ioWrite(int bar, int offset, int size, int value) {
        long began = System.nanoTime();
        device.ioWrite(bar, offset, size, value);
        count(Access.REGISTER_WRITE, began);
    }

    @Override
    public void reset() {
        device.reset();
    }
}
