package viridian.emulated.driver;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import viridian.emulated.device.Csr;
import viridian.emulated.device.Descriptor;
import viridian.partitions.GuestMemory;
import viridian.partitions.Partition;
import viridian.partitions.pci.ConfigurationSpace;

/**
 * A second driver, which has nothing of {@link TulipDriver}: what iPXE does with a 21140, in its order. It has two transmit
 * and four receive descriptors, polls, and uses no interrupt.
 */
final class IpxeDriver {

    private static final int WORDS = 64;
    private static final int RECEIVE_SLOTS = 4;
    private static final int BUFFER_BYTES = 1536;
    private static final int RECEIVE_RING = 0x1000;
    private static final int TRANSMIT_RING = 0x1100;
    private static final int TRANSMIT_BUFFER = 0x1200;
    private static final int RECEIVE_BUFFERS = 0x2000;
    private static final int RUNNING = 0x2002;
    private static final int ALL_MULTICAST = 0x80;
    private static final int SELECTED = 0x4801;
    private static final int IDLE = 0x4800;
    private static final int MODE = 0x0384_0000;

    private final RegisterPorts ports;
    private final GuestMemory memory;
    private int next;
    final byte[] rom = new byte[2 * WORDS];

    /** Finds the adapter and opens it, as iPXE does in one go. */
    IpxeDriver(Partition partition, int slot) {
        memory = partition.memory();
        int bar = partition.pci().configRead(slot, 0, ConfigurationSpace.BAR_0, 4);
        int command = ConfigurationSpace.IO_ENABLE | ConfigurationSpace.BUS_MASTER;
        partition.pci().configWrite(slot, 0, ConfigurationSpace.COMMAND, 2, command);
        ports = new RegisterPorts(partition.pci(), bar & ~ConfigurationSpace.BAR_IO);
        ports.write(7, 0);
        stop();
        ports.read(8);
        if (ports.read(5) == -1) throw new IllegalStateException("the card is gone");
        readRom();
        ports.write(12, (rom[0x20] & 0xFF) | 0x100);
        reset();
    }

    private void readRom() {
        int addressBits = (readWord(0xFF, 8) & 0x40000) != 0 ? 8 : 6;
        for (int i = 0; i < WORDS; i++) {
            int word = readWord(i, addressBits);
            rom[2 * i] = (byte) word;
            rom[2 * i + 1] = (byte) (word >> 8);
        }
    }

    private int readWord(int location, int addressBits) {
        ports.write(9, IDLE);
        ports.write(9, SELECTED);
        int command = location | 6 << addressBits;
        for (int i = 4 + addressBits; i >= 0; i--) {
            int data = (command >> i & 1) << 2;
            put(SELECTED | data);
            put(SELECTED | data | Csr.ROM_CLOCK);
        }
        ports.write(9, SELECTED);
        int word = 0;
        for (int i = 0; i < 16; i++) {
            put(SELECTED | Csr.ROM_CLOCK);
            word = word << 1 | ((ports.read(9) & Csr.ROM_DATA_OUT) != 0 ? 1 : 0);
            put(SELECTED);
        }
        ports.write(9, IDLE);
        return word;
    }

    private void put(int pins) {
        ports.write(9, pins);
        ports.read(9);
    }

    private void stop() {
        ports.write(6, ports.read(6) & ~RUNNING);
    }

    private void reset() {
        stop();
        ports.write(0, 1);
        ports.write(0, 0x01A0_8000);
        for (int i = 0; i < RECEIVE_SLOTS; i++) {
            int end = i == RECEIVE_SLOTS - 1 ? Descriptor.END_OF_RING : 0;
            describe(RECEIVE_RING + 16 * i, BUFFER_BYTES | end, RECEIVE_BUFFERS + BUFFER_BYTES * i);
        }
        next = 0;
        ports.write(3, RECEIVE_RING);
        ports.write(4, TRANSMIT_RING);
        ports.write(12, (rom[0x20] & 0xFF) | 0x100);
        ports.write(12, rom[0x23] & 0xFF);
        ports.write(6, MODE);
        putFilter();
        ports.write(6, MODE | 0x2000);
        ports.write(1, 0);
        awaitSent("the setup frame");
        ports.write(6, (ports.read(6) & ~0xD5) | ALL_MULTICAST);
        ports.write(6, MODE | ALL_MULTICAST | RUNNING);
    }

    /** The own address first, then fifteen times all stations. */
    private void putFilter() {
        for (int i = 0; i < 96; i++) memory.putU16(TRANSMIT_BUFFER + 2L * i, 0xFFFF);
        for (int i = 0; i < 3; i++) {
            int two = (rom[20 + 2 * i] & 0xFF) | (rom[21 + 2 * i] & 0xFF) << 8;
            memory.putI32(TRANSMIT_BUFFER + 4L * i, two | two << 16);
        }
        describe(TRANSMIT_RING, Descriptor.SETUP | 192, TRANSMIT_BUFFER);
        memory.putI32(TRANSMIT_RING + 16L, 0);
    }

    private void describe(long at, int control, int buffer) {
        memory.putI32(at + 4, control);
        memory.putI32(at + 8, buffer);
        memory.putI32(at + 12, (int) at + 16);
        memory.putI32Release(at, Descriptor.OWN);
    }

    private void awaitSent(String what) {
        if (memory.i32Acquire(TRANSMIT_RING) < 0) throw new IllegalStateException(what + " is not sent");
    }

    /** Sends a frame and waits for it. */
    void send(byte[] frame) {
        stopTransmit();
        memory.clear(TRANSMIT_BUFFER, 60);
        memory.write(TRANSMIT_BUFFER, MemorySegment.ofArray(frame), 0, frame.length);
        describe(TRANSMIT_RING, 0x6000_0000 | Math.max(60, frame.length), TRANSMIT_BUFFER);
        memory.putI32(TRANSMIT_RING + 16L, 0);
        ports.write(4, TRANSMIT_RING);
        ports.write(6, MODE | ALL_MULTICAST | RUNNING);
        ports.write(1, 0);
        awaitSent("the frame");
        ports.write(6, MODE | ALL_MULTICAST | 2);
    }

    private void stopTransmit() {
        ports.write(6, ports.read(6) & ~0x2000);
    }

    /** Frames that have come, looked for in memory only. */
    List<byte[]> poll() {
        List<byte[]> frames = new ArrayList<>();
        for (int status = status(); status >= 0; status = status()) {
            byte[] frame = new byte[(status >> 16 & 0x3FFF) - 4];
            memory.read(RECEIVE_BUFFERS + (long) BUFFER_BYTES * next, MemorySegment.ofArray(frame), 0, frame.length);
            if ((status & Descriptor.ERROR_SUMMARY) == 0) frames.add(frame);
            memory.putI32Release(RECEIVE_RING + 16L * next, Descriptor.OWN);
            next = (next + 1) % RECEIVE_SLOTS;
        }
        return frames;
    }

    private int status() {
        return memory.i32Acquire(RECEIVE_RING + 16L * next);
    }
}
