package viridian.synthetic.host;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import viridian.partitions.vmbus.StateReader;
import viridian.partitions.vmbus.StateWriter;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.nvsp.NvspVersion;

/**
 * What an adapter has to know to go on elsewhere with the same guest memory: what was agreed on, what RNDIS has set, and of
 * each channel what the guest has in its hands and what it has still to be told. Frames on their way are not in it: they are
 * lost, as frames may be.
 *
 * <p>The bytes: a mark, a version, then the fields in the order they stand here, little-endian. Whoever reads them believes
 * nothing: they come from another host.
 *
 * @param receive the receive buffer as the guest has named it, null before it did
 * @param send the send buffer, null if there is none
 * @param rndis from the first RNDIS packet on
 * @param promised further channels the guest was told of
 * @param news what the guest is still to be told, {@link News}
 * @param channel the first channel
 */
record SavedAdapter(
        Agreement agreement,
        boolean isConfigured,
        boolean isDescribed,
        @Nullable Name receive,
        @Nullable Name send,
        @Nullable SavedRndis rndis,
        int promised,
        int news,
        SavedQueue channel) {

    private static final int MARK = 0x4150_5356; // "VSPA"
    private static final int VERSION = 1;

    /** How a guest has named a buffer: by GPADL and number. */
    record Name(int gpadl, int id) {}

    /** What RNDIS has set; {@code rss} is the object the guest gave, empty if it gave none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never shown
    record SavedRndis(boolean isInitialized, int filter, long[] groups, NdisOffload offloads, byte[] rss) {}

    /**
     * One channel.
     *
     * @param chains suballocations the guest has, by packet; the first names it
     * @param completions ids of RNDIS packets that are still to be completed, and the status of each
     * @param controls suballocations with control messages that are still to be sent, and the length of each
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never shown
    record SavedQueue(List<int[]> chains, long[] completions, long[] controls) {

        byte[] toBytes() {
            StateWriter to = new StateWriter().i32(MARK).i32(VERSION);
            write(to);
            return to.toBytes();
        }

        static SavedQueue read(byte[] bytes) {
            StateReader from = begin(bytes);
            SavedQueue read = read(from);
            from.end();
            return read;
        }

        private void write(StateWriter to) {
            to.i32(chains.size());
            for (int[] chain : chains) {
                to.i32(chain.length);
                for (int suballocation : chain) to.i32(suballocation);
            }
            to.words(completions).words(controls);
        }

        private static SavedQueue read(StateReader from) {
            List<int[]> chains = new ArrayList<>();
            for (int count = from.count(2 * Integer.BYTES); count > 0; count--) {
                int[] chain = new int[from.count(Integer.BYTES)];
                for (int i = 0; i < chain.length; i++) chain[i] = from.i32();
                chains.add(chain);
            }
            return new SavedQueue(chains, from.words(), from.words());
        }
    }

    byte[] toBytes() {
        StateWriter to = new StateWriter().i32(MARK).i32(VERSION);
        NvspVersion version = agreement.version();
        to.i32(version == null ? 0 : version.wire()).i32(agreement.mtu()).i64(agreement.capabilities());
        to.i32(agreement.ndisMajor())
                .i32(agreement.ndisMinor())
                .flag(isConfigured)
                .flag(isDescribed);
        write(to, receive);
        write(to, send);
        to.flag(rndis != null);
        if (rndis != null) write(to, rndis);
        to.i32(promised).i32(news);
        channel.write(to);
        return to.toBytes();
    }

    private static void write(StateWriter to, @Nullable Name name) {
        to.flag(name != null);
        if (name != null) to.i32(name.gpadl).i32(name.id);
    }

    private static void write(StateWriter to, SavedRndis rndis) {
        NdisOffload on = rndis.offloads;
        to.flag(rndis.isInitialized).i32(rndis.filter).words(rndis.groups);
        to.i32(on.ipv4Send()).i32(on.ipv4Receive()).i32(on.ipv6Send()).i32(on.ipv6Receive());
        to.i32(on.ipv4LargeSend())
                .i32(on.ipv6LargeSend())
                .flag(on.ipv4Coalescing())
                .flag(on.ipv6Coalescing());
        to.block(rndis.rss);
    }

    /** Reads what was saved; an {@link IllegalArgumentException} if it is nothing of ours. What it says is not checked. */
    static SavedAdapter read(byte[] bytes) {
        StateReader from = begin(bytes);
        int wire = from.i32();
        NvspVersion version = NvspVersion.of(wire);
        if (version == null && wire != 0) throw new IllegalArgumentException("a saved adapter of no version");
        SavedAdapter read = new SavedAdapter(
                new Agreement(version, from.i32(), from.i64(), from.i32(), from.i32()),
                from.flag(),
                from.flag(),
                readName(from),
                readName(from),
                from.flag() ? readRndis(from) : null,
                from.below(NetVspSettings.MOST_CHANNELS),
                from.i32(),
                SavedQueue.read(from));
        from.end();
        return read;
    }

    private static StateReader begin(byte[] bytes) {
        StateReader from = new StateReader(bytes);
        if (from.i32() != MARK) throw new IllegalArgumentException("this is no saved adapter");
        int version = from.i32();
        if (version != VERSION) throw new IllegalArgumentException("a saved adapter of layout " + version);
        return from;
    }

    private static @Nullable Name readName(StateReader from) {
        return from.flag() ? new Name(from.i32(), from.i32() & 0xFFFF) : null;
    }

    private static SavedRndis readRndis(StateReader from) {
        return new SavedRndis(
                from.flag(),
                from.i32(),
                from.words(),
                new NdisOffload(
                        from.i32(),
                        from.i32(),
                        from.i32(),
                        from.i32(),
                        from.below(0x10000),
                        from.below(0x10000),
                        from.flag(),
                        from.flag()),
                from.block());
    }
}
