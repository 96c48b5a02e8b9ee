package viridian.emulated.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import viridian.partitions.GuestMemory;
import viridian.partitions.pci.ConfigurationSpace;
import viridian.partitions.pci.InterruptLine;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** An adapter on a bench: memory on one side, a wire that records on the other, and the test as its driver. */
final class AdapterBench {

    static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");
    static final MacAddress OTHER = MacAddress.parse("00-15-5D-01-02-04");
    static final long RECEIVE_RING = 0x1000;
    static final long TRANSMIT_RING = 0x2000;
    static final long BUFFERS = 0x10000;

    private static final int IO_AND_MASTER = ConfigurationSpace.IO_ENABLE | ConfigurationSpace.BUS_MASTER;

    final GuestMemory memory = new GuestMemory(1 << 20);
    final Line line = new Line();
    final RecordingNic wire = new RecordingNic(MacAddress.NONE);
    final Dec21140 adapter;

    AdapterBench() {
        this(Dec21140Settings.of(OWN));
    }

    AdapterBench(Dec21140Settings settings) {
        adapter = new Dec21140(settings, memory, line);
        command(IO_AND_MASTER);
        adapter.start(wire);
        write(Csr.RECEIVE_LIST, (int) RECEIVE_RING);
        write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING);
    }

    /** The interrupt line, as a lamp that counts. */
    static final class Line implements InterruptLine {

        boolean up;
        int raised;

        @Override
        public void raise() {
            up = true;
            raised++;
        }

        @Override
        public void lower() {
            up = false;
        }
    }

    void command(int value) {
        adapter.configWrite(ConfigurationSpace.COMMAND, 2, value);
    }

    int read(int register) {
        return adapter.ioRead(0, Csr.offset(register), 4);
    }

    void write(int register, int value) {
        adapter.ioWrite(0, Csr.offset(register), 4, value);
    }

    /** Adds bits to the operation mode. */
    void mode(int bits) {
        write(Csr.OPERATION_MODE, read(Csr.OPERATION_MODE) | bits);
    }

    void withoutMode(int bits) {
        write(Csr.OPERATION_MODE, read(Csr.OPERATION_MODE) & ~bits);
    }

    int causes() {
        return read(Csr.STATUS) & 0x7FFF;
    }

    int transmitState() {
        return (read(Csr.STATUS) >> 20) & 7;
    }

    int receiveState() {
        return (read(Csr.STATUS) >> 17) & 7;
    }

    /** Writes a descriptor that is the adapter's. */
    void own(long at, int control, long buffer1, long buffer2) {
        memory.putI32(at + Descriptor.CONTROL, control);
        memory.putI32(at + Descriptor.BUFFER_1, (int) buffer1);
        memory.putI32(at + Descriptor.BUFFER_2, (int) buffer2);
        memory.putI32(at, Descriptor.OWN);
    }

    int status(long descriptor) {
        return memory.i32(descriptor);
    }

    boolean isOwned(long descriptor) {
        return (status(descriptor) & Descriptor.OWN) != 0;
    }

    static int sizes(int first, int second) {
        return first | (second << Descriptor.SIZE_2_SHIFT);
    }

    void put(long at, byte[] bytes) {
        memory.write(at, MemorySegment.ofArray(bytes), 0, bytes.length);
    }

    /** Puts a frame's bytes, without tag, into memory. */
    void put(long at, Frame frame) {
        memory.write(at, frame.memory(), frame.offset(), frame.length());
    }

    byte[] take(long at, int length) {
        byte[] bytes = new byte[length];
        memory.read(at, MemorySegment.ofArray(bytes), 0, length);
        return bytes;
    }

    /** A frame comes in from the switch. */
    boolean hears(Frame frame) {
        boolean taken = adapter.accept(frame);
        adapter.flush();
        return taken;
    }

    List<Frame> sent() {
        return wire.takeHeard();
    }

    static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    /** One receive descriptor that ends the ring, with a buffer for any frame. */
    void oneReceiveDescriptor() {
        own(RECEIVE_RING, Descriptor.END_OF_RING | 1536, BUFFERS, 0);
    }

    /** Hears whatever comes, into that one descriptor. */
    void hearEverything() {
        oneReceiveDescriptor();
        mode(Csr.START_RECEIVE | Csr.PROMISCUOUS);
    }

    /** Puts a frame to send into a slot of the transmit ring, whole in one descriptor with these bits besides. */
    void offer(int slot, int control) {
        Frame frame = FrameBuilder.frame(OWN, OTHER).build();
        put(BUFFERS, frame);
        int whole = Descriptor.FIRST | Descriptor.LAST | frame.length();
        own(TRANSMIT_RING + (long) slot * Descriptor.BYTES, control | whole, BUFFERS, 0);
    }

    /** Sends a setup frame of this kind; the transmit ring is the test's again. */
    void filter(int kind, byte[] setup) {
        put(BUFFERS, setup);
        own(TRANSMIT_RING, Descriptor.SETUP | Descriptor.END_OF_RING | kind | setup.length, BUFFERS, 0);
        withoutMode(Csr.START_TRANSMIT);
        write(Csr.TRANSMIT_LIST, (int) TRANSMIT_RING);
        mode(Csr.START_TRANSMIT);
        withoutMode(Csr.START_TRANSMIT);
        write(Csr.STATUS, -1);
    }
}
