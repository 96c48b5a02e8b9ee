package viridian.tools.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;

/** The least a real adapter does with a frame: it copies it once into memory of its own, slot after slot. */
final class CopyingNic implements Nic {

    /** As many frames as fit the receive ring of a physical adapter; a power of two. */
    private static final int SLOTS = 256;

    private final MacAddress address;
    private final int maxFrame;
    private final MemorySegment memory;
    private long delivered;

    CopyingNic(MacAddress address, int maxFrame) {
        this.address = address;
        this.maxFrame = maxFrame;
        this.memory = Arena.ofAuto().allocate((long) SLOTS * maxFrame, Long.BYTES);
    }

    long delivered() {
        return delivered;
    }

    @Override
    public MacAddress address() {
        return address;
    }

    @Override
    public int maxFrame() {
        return maxFrame;
    }

    @Override
    public void start(FrameSink receiver) {
        // It only listens.
    }

    @Override
    public boolean accept(Frame frame) {
        frame.copyTo(memory, (delivered++ & (SLOTS - 1)) * maxFrame);
        return true;
    }

    @Override
    public void flush() {
        // What was copied is delivered.
    }

    @Override
    public void close() {
        // The memory goes with the object.
    }
}
