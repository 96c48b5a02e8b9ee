package viridian.tools.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import viridian.vswitch.frame.BigEndian;

/**
 * What no switch can do without, and nothing else: for each frame two look-ups in a table of addresses, and 64 bytes
 * copied into the memory of the port found. Not a switch: it knows no VLAN, no limits, no counters and no second thread.
 */
final class BareLoop implements Way {

    private static final int FRAME_BYTES = 64;
    private static final int SLOTS = 64;
    private static final long FIBONACCI = 0x9E37_79B9_7F4A_7C15L;

    /** The port above the 48 bits of the address, plus one so that no entry is zero; found by linear probing. */
    private final long[] table;

    private final int shift;
    private final MemorySegment[] memory;
    private final long[] delivered;
    private long strangers;

    BareLoop(BenchCase what) {
        int slots = Integer.highestOneBit(4 * what.addresses() - 1);
        this.table = new long[slots];
        this.shift = Long.numberOfLeadingZeros(slots) + 1;
        this.memory = new MemorySegment[what.talkers()];
        this.delivered = new long[what.talkers()];
        for (int port = 0; port < memory.length; port++) {
            memory[port] = Arena.global().allocate((long) SLOTS * FRAME_BYTES, CopyingNic.ALIGNMENT);
        }
        Stations stations = new Stations(what.addresses(), what.talkers());
        for (int station = 0; station < stations.number(); station++) {
            long mac = Stations.address(station);
            int at = start(mac);
            while (table[at] != 0) at = (at + 1) & (table.length - 1);
            table[at] = (stations.port(station) + 1L) << 48 | mac;
        }
    }

    private int start(long mac) {
        return (int) ((mac * FIBONACCI) >>> shift);
    }

    private int port(long mac) {
        for (int at = start(mac); ; at = (at + 1) & (table.length - 1)) {
            long entry = table[at];
            if ((entry & 0xFFFF_FFFF_FFFFL) == mac) return (int) (entry >>> 48) - 1;
            if (entry == 0) return -1;
        }
    }

    @Override
    public void carry(FrameSupply supply) {
        supply.skip();
        int from = supply.port();
        MemorySegment frames = supply.memory();
        long at = supply.offset();
        for (int i = 0; i < FrameSupply.BURST; i++, at += supply.slotBytes()) {
            if (port(BigEndian.u48(frames, at + 6)) != from) strangers++;
            int to = port(BigEndian.u48(frames, at));
            MemorySegment.copy(frames, at, memory[to], (delivered[to]++ & (SLOTS - 1)) * FRAME_BYTES, FRAME_BYTES);
        }
    }

    @Override
    public void done(FrameSupply supply) {
        if (strangers != 0) throw new IllegalStateException(strangers + " frames came from strangers");
    }
}
