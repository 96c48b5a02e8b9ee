package viridian.partitions.vmbus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import viridian.partitions.synic.SynIc;

/**
 * Everything the parent's end of a bus has to know to go on elsewhere over the same guest memory. Rings are not in it:
 * their indices are in the memory.
 *
 * <pre>
 *   0  magic "VIRIDBUS" (8)          12  bytes in all (4)
 *   8  version of this layout (4)    16  CRC-32 of what follows (4)
 *  20  connection, registers of each processor and what waits for it, messages not yet read, channels, GPADLs
 * </pre>
 *
 * <p>Numbers are little-endian; lists are a count and their elements. Reading believes nothing: an
 * {@link IllegalArgumentException} says in a sentence what cannot be.
 */
record BusState(
        @Nullable Connection connection,
        boolean offersRequested,
        boolean leaving,
        @Nullable VmbusMessage afterwards,
        long guestOsId,
        long hypercallPage,
        List<Processor> processors,
        List<byte[]> fromGuest,
        List<Channel> channels,
        List<Gpadl> gpadls) {

    private static final long MAGIC = 0x53_55_42_44_49_52_49_56L;
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 20;

    /** One processor's interrupt controller: its registers, and the messages that wait for the bus's slot. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Processor(long control, long eventFlagsPage, long messagePage, long[] sources, List<byte[]> waiting) {}

    /** One channel. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Channel(
            ChannelOffer offer,
            int relid,
            int monitor,
            ChannelState state,
            int targetProcessor,
            HostChannel.@Nullable OpenRequest request,
            HostChannel.@Nullable OpenRequest reopen,
            byte[] device) {}

    /** Shared memory, with the words that have arrived. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Gpadl(int relid, int handle, int ranges, int wordCount, GpadlState state, long[] words) {}

    byte[] toBytes() {
        byte[] body = body();
        CRC32 sum = new CRC32();
        sum.update(body);
        byte[] head = new StateWriter()
                .i64(MAGIC)
                .i32(VERSION)
                .i32(HEAD_BYTES + body.length)
                .i32((int) sum.getValue())
                .toBytes();
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    /** What {@link #toBytes} gave; an {@link IllegalArgumentException} if it cannot have. */
    static BusState read(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        if (bytes.length < HEAD_BYTES || in.i64() != MAGIC)
            throw new IllegalArgumentException("no saved state of a bus");
        int version = in.i32();
        if (version != VERSION) throw new IllegalArgumentException("a saved bus of an unknown layout, " + version);
        int length = in.i32();
        if (length != bytes.length) {
            throw new IllegalArgumentException(
                    "a saved bus of %d bytes, of which %d are here".formatted(length & 0xFFFF_FFFFL, bytes.length));
        }
        CRC32 sum = new CRC32();
        sum.update(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES);
        if (in.i32() != (int) sum.getValue()) throw new IllegalArgumentException("a saved bus that was damaged");
        BusState state = readBody(in);
        in.end();
        return state;
    }

    private byte[] body() {
        StateWriter out = new StateWriter();
        writeConnection(out);
        out.i64(guestOsId).i64(hypercallPage);
        out.i32(processors.size());
        for (Processor processor : processors) {
            out.i64(processor.control).i64(processor.eventFlagsPage).i64(processor.messagePage);
            out.words(processor.sources);
            writeBlocks(out, processor.waiting);
        }
        writeBlocks(out, fromGuest);
        out.i32(channels.size());
        for (Channel channel : channels) writeChannel(out, channel);
        out.i32(gpadls.size());
        for (Gpadl gpadl : gpadls) {
            out.i32(gpadl.relid).i32(gpadl.handle).i32(gpadl.ranges).i32(gpadl.wordCount);
            out.u8(gpadl.state.number()).words(gpadl.words);
        }
        return out.toBytes();
    }

    private static BusState readBody(StateReader in) {
        Connection connection = readConnection(in);
        boolean offersRequested = in.flag();
        boolean leaving = in.flag();
        VmbusMessage afterwards = readAfterwards(in);
        long guestOsId = in.i64();
        long hypercallPage = in.i64();
        List<Processor> processors = readList(in, 32, BusState::readProcessor);
        List<byte[]> fromGuest = readList(in, 4, BusState::readMessage);
        List<Channel> channels = readList(in, 54, BusState::readChannel);
        List<Gpadl> gpadls = readList(in, 21, BusState::readGpadl);
        return new BusState(
                connection,
                offersRequested,
                leaving,
                afterwards,
                guestOsId,
                hypercallPage,
                processors,
                fromGuest,
                channels,
                gpadls);
    }

    private interface Element<T> {
        T read(StateReader in);
    }

    private static <T> List<T> readList(StateReader in, int bytesEach, Element<T> element) {
        int count = in.count(bytesEach);
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) list.add(element.read(in));
        return list;
    }

    private void writeConnection(StateWriter out) {
        Connection now = connection;
        out.flag(now != null);
        if (now != null) {
            out.i32(now.version().number()).i32(now.processor());
            out.i64(now.interruptPage()).i64(now.parentToChildPage()).i64(now.childToParentPage());
        }
        out.flag(offersRequested).flag(leaving);
        switch (afterwards) {
            case VmbusMessage.InitiateContact contact -> {
                out.u8(2).i32(contact.version()).i32(contact.targetProcessor()).i64(contact.interruptPage());
                out.i64(contact.parentToChildPage()).i64(contact.childToParentPage());
            }
            case null -> out.u8(0);
            default -> out.u8(1);
        }
    }

    private static @Nullable Connection readConnection(StateReader in) {
        if (!in.flag()) return null;
        int number = in.i32();
        VmbusVersion version = VmbusVersion.of(number);
        if (version == null) throw new IllegalArgumentException("a saved bus of version 0x%x".formatted(number));
        return new Connection(version, in.i32(), in.i64(), in.i64(), in.i64());
    }

    private static @Nullable VmbusMessage readAfterwards(StateReader in) {
        return switch (in.u8()) {
            case 0 -> null;
            case 1 -> new VmbusMessage.Unload();
            case 2 -> new VmbusMessage.InitiateContact(in.i32(), in.i32(), in.i64(), in.i64(), in.i64());
            default -> throw new IllegalArgumentException("a saved bus that is to do something unknown next");
        };
    }

    private static void writeBlocks(StateWriter out, List<byte[]> blocks) {
        out.i32(blocks.size());
        blocks.forEach(out::block);
    }

    private static byte[] readMessage(StateReader in) {
        byte[] message = in.block();
        if (message.length > VmbusMessage.MAX_BYTES) {
            throw new IllegalArgumentException("a saved message of %d bytes".formatted(message.length));
        }
        return message;
    }

    private static Processor readProcessor(StateReader in) {
        long control = in.i64();
        long eventFlagsPage = in.i64();
        long messagePage = in.i64();
        long[] sources = in.words();
        if (sources.length != SynIc.SOURCES) {
            throw new IllegalArgumentException("a saved processor with %d interrupt sources".formatted(sources.length));
        }
        return new Processor(control, eventFlagsPage, messagePage, sources, readList(in, 4, BusState::readMessage));
    }

    private static void writeChannel(StateWriter out, Channel channel) {
        out.guid(channel.offer.type()).guid(channel.offer.instance()).i32(channel.offer.subchannel());
        out.i32(channel.relid).u8(channel.monitor).u8(channel.state.number()).i32(channel.targetProcessor);
        writeRequest(out, channel.request);
        writeRequest(out, channel.reopen);
        out.block(channel.device);
    }

    private static Channel readChannel(StateReader in) {
        ChannelOffer offer = new ChannelOffer(in.guid(), in.guid(), in.below(1 << 16));
        int relid = in.below(Wire.CHANNELS);
        int monitor = in.u8();
        if (monitor >= MonitorPages.COUNT && monitor != MonitorPages.NONE) {
            throw new IllegalArgumentException("a saved channel with monitor %d".formatted(monitor));
        }
        ChannelState state = value(in, ChannelState.values(), ChannelState::number);
        return new Channel(offer, relid, monitor, state, in.i32(), readRequest(in), readRequest(in), in.block());
    }

    private static void writeRequest(StateWriter out, HostChannel.@Nullable OpenRequest request) {
        out.flag(request != null);
        if (request == null) return;
        out.i32(request.openId()).i32(request.ringGpadl()).i32(request.targetProcessor());
        out.i32(request.downstreamPage()).flag(request.reserved()).u8(request.source());
    }

    private static HostChannel.@Nullable OpenRequest readRequest(StateReader in) {
        if (!in.flag()) return null;
        HostChannel.OpenRequest request =
                new HostChannel.OpenRequest(in.i32(), in.i32(), in.i32(), in.i32(), in.flag(), in.u8());
        if (request.source() >= SynIc.SOURCES) {
            throw new IllegalArgumentException("a saved channel that signals source %d".formatted(request.source()));
        }
        return request;
    }

    private static Gpadl readGpadl(StateReader in) {
        int relid = in.below(Wire.CHANNELS);
        int handle = in.i32();
        int ranges = in.below(1 << 16);
        int wordCount = in.below((1 << 16) / Long.BYTES);
        return new Gpadl(
                relid, handle, ranges, wordCount, value(in, GpadlState.values(), GpadlState::number), in.words());
    }

    private static <T> T value(StateReader in, T[] values, ToIntFunction<T> number) {
        int saved = in.u8();
        for (T value : values) {
            if (number.applyAsInt(value) == saved) return value;
        }
        throw new IllegalArgumentException("a saved bus with a state " + saved);
    }
}
