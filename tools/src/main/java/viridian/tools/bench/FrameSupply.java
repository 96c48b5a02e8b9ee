package viridian.tools.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/**
 * What one thread's stations send: bursts of frames, each burst from one port, in a ring of memory that was filled
 * beforehand, so that next to nothing of what is measured is the making of frames.
 *
 * <p>Every station is the sender of some frame, so that none ages while it is measured; destinations are drawn at random. Each
 * frame is a datagram, so that filters have something to read.
 */
final class FrameSupply {

    /** Frames in a burst; our choice. */
    static final int BURST = 64;

    /** Bytes at least: about what a second-level cache has room for, as what a guest has just written lies in one. */
    private static final int FEWEST_BYTES = 1 << 18;

    private static final int IPV4 = 0x0800;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int UDP = 17;
    private static final long NETWORK = 10L << 24; // 10.0.0.0
    private static final int PORT = 5000;
    private static final long SEED = 42;

    private final BenchCase what;
    private final Stations stations;
    private final int slotBytes;
    private final MemorySegment memory;
    private final int[] portOfBurst;
    private final Frame[] burst = new Frame[BURST];
    private int next;
    private long sent;

    /**
     * @param thread which of the case's threads, from 0; it has every so many-th of the ports that send
     */
    FrameSupply(BenchCase what, int thread) {
        int threads = what.threads();
        this.what = what;
        this.stations = new Stations(what.addresses(), what.talkers());
        this.slotBytes = CopyingNic.slotBytes(what.frameBytes());
        int frames = frames(2 * what.addresses() / threads);
        this.memory = Arena.global().allocate((long) frames * slotBytes, CopyingNic.ALIGNMENT);
        this.portOfBurst = new int[frames / BURST];
        for (int i = 0; i < BURST; i++) burst[i] = new Frame();
        fill(thread, threads);
    }

    /** So many, and a burst for each port, and enough that no pattern is learned by heart; a power of two. */
    private int frames(int asked) {
        int least = Math.max(asked, Math.max(BURST * what.talkers(), FEWEST_BYTES / slotBytes));
        return Integer.highestOneBit(2 * least - 1);
    }

    private void fill(int thread, int threads) {
        SplittableRandom random = new SplittableRandom(SEED + thread);
        int[] senders = senders(thread, threads);
        int[][] order = new int[senders.length][];
        for (int i = 0; i < senders.length; i++) order[i] = stations.allAt(senders[i], random);
        for (int at = 0; at < portOfBurst.length; at++) {
            int turn = at % senders.length;
            portOfBurst[at] = senders[turn];
            for (int i = 0; i < BURST; i++) {
                int nth = at / senders.length * BURST + i;
                write(at * BURST + i, order[turn][nth % order[turn].length], random);
            }
        }
    }

    private int[] senders(int thread, int threads) {
        int[] all = what.traffic().senders(what.talkers()).toArray();
        return IntStream.range(0, all.length)
                .filter(i -> i % threads == thread)
                .map(i -> all[i])
                .toArray();
    }

    private void write(int slot, int sender, SplittableRandom random) {
        long at = (long) slot * slotBytes;
        BigEndian.putU48(memory, at, destination(stations.port(sender), random));
        BigEndian.putU48(memory, at + 6, Stations.address(sender));
        BigEndian.putU16(memory, at + 12, IPV4);
        writeDatagram(at + Frame.HEADER_BYTES, sender);
    }

    /** An IPv4 header without options and without checksum (RFC 791 section 3.1), and one of UDP (RFC 768). */
    private void writeDatagram(long at, int sender) {
        int length = what.frameBytes() - Frame.HEADER_BYTES;
        BigEndian.putU8(memory, at, 0x45);
        BigEndian.putU16(memory, at + 2, length);
        BigEndian.putU8(memory, at + 8, 64); // time to live
        BigEndian.putU8(memory, at + 9, UDP);
        BigEndian.putU32(memory, at + 12, NETWORK + sender);
        BigEndian.putU32(memory, at + 16, NETWORK);
        BigEndian.putU16(memory, at + 20, PORT);
        BigEndian.putU16(memory, at + 22, PORT);
        BigEndian.putU16(memory, at + 24, length - IPV4_HEADER_BYTES);
    }

    private long destination(int from, SplittableRandom random) {
        if (what.traffic() == Traffic.BROADCAST) return Frame.BROADCAST;
        int to = random.nextInt(what.talkers());
        while (!what.traffic().reaches(from, to, what.talkers())) to = random.nextInt(what.talkers());
        return Stations.address(stations.anyAt(to, random));
    }

    /** Moves on to the next burst, and lends its frames to {@link #burst()}. */
    void advance() {
        next = next + 1 == portOfBurst.length ? 0 : next + 1;
        long at = offset();
        for (Frame frame : burst) {
            frame.lend(memory, at, what.frameBytes(), Frame.UNTAGGED);
            at += slotBytes;
        }
        sent += BURST;
    }

    /** Moves on to the next burst, for who needs no {@link Frame} to read it. */
    void skip() {
        next = next + 1 == portOfBurst.length ? 0 : next + 1;
        sent += BURST;
    }

    /** The port that sends the burst. */
    int port() {
        return portOfBurst[next];
    }

    Frame[] burst() {
        return burst;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Of the burst's first frame. */
    long offset() {
        return (long) next * BURST * slotBytes;
    }

    /** From one frame's beginning to the next one's, bytes. */
    int slotBytes() {
        return slotBytes;
    }

    /** Frames lent so far. */
    long sent() {
        return sent;
    }
}
