package viridian.partitions.vmbus;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.i64;
import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;
import static viridian.partitions.LittleEndian.putU16;
import static viridian.partitions.LittleEndian.putU8;
import static viridian.partitions.LittleEndian.u16;
import static viridian.partitions.LittleEndian.u8;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;

/**
 * What the two ends of the bus say to each other, apart from what goes through channels (Linux include/linux/hyperv.h,
 * enum vmbus_channel_message_type and the structures after it). Each message is its type, four bytes of padding, and
 * the fields of the record at the offsets in {@link #read}. Bytes behind the last field are ignored.
 */
sealed interface VmbusMessage {

    /** The longest message; it is what fits into a message of the hypervisor. */
    int MAX_BYTES = 240;

    /** A status: it worked. */
    int SUCCESS = 0;
    /** A status: it did not. */
    int UNSUCCESSFUL = 0x8000_FFFF;

    /** A status: it worked, but not for you. */
    int REFUSED = 0xC000_0236;

    /**
     * Host to guest: a device. struct vmbus_channel_offer_channel
     *
     * @param connection the doorbell for {@link viridian.partitions.hypercall.SignalEvent}
     * @param monitor the bit of the monitor pages that is this channel's, {@link MonitorPages#NONE} if none is
     * @param dedicated whether the doorbell is this channel's own
     */
    record Offer(ChannelOffer channel, int relid, int connection, int monitor, boolean dedicated)
            implements VmbusMessage {
        static final int TYPE = 1;
        static final int BYTES = 196;
        /** Version 0.13 ends before the doorbell of the channel's own. */
        static final int BYTES_0_13 = 190;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, BYTES);
            channel.type().write(to, 8);
            channel.instance().write(to, 24);
            putU16(to, 180, channel.subchannel());
            putI32(to, 184, relid);
            putU8(to, 188, monitor);
            putU8(to, 189, monitor == MonitorPages.NONE ? 0 : 1);
            putU16(to, 190, dedicated ? 1 : 0);
            putI32(to, 192, connection);
            return BYTES;
        }
    }

    /** Host to guest: a device is gone. struct vmbus_channel_rescind_offer */
    record Rescind(int relid) implements VmbusMessage {
        static final int TYPE = 2;

        @Override
        public int write(MemorySegment to) {
            return putNumber(to, TYPE, relid);
        }
    }

    /** Guest to host: what is there? */
    record RequestOffers() implements VmbusMessage {
        static final int TYPE = 3;

        @Override
        public int write(MemorySegment to) {
            return putHead(to, TYPE, 8);
        }
    }

    /** Host to guest: that was all for now. */
    record AllOffers() implements VmbusMessage {
        static final int TYPE = 4;

        @Override
        public int write(MemorySegment to) {
            return putHead(to, TYPE, 8);
        }
    }

    /** Guest to host: use these rings. struct vmbus_channel_open_channel */
    record Open(int relid, int openId, int ringGpadl, int targetProcessor, int downstreamPage) implements VmbusMessage {
        static final int TYPE = 5;
        static final int BYTES = 148;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, BYTES);
            putI32(to, 8, relid);
            putI32(to, 12, openId);
            putI32(to, 16, ringGpadl);
            putI32(to, 20, targetProcessor);
            putI32(to, 24, downstreamPage);
            return BYTES;
        }
    }

    /** Host to guest: whether a channel is open. struct vmbus_channel_open_result */
    record OpenResult(int relid, int openId, int status) implements VmbusMessage {
        static final int TYPE = 6;

        @Override
        public int write(MemorySegment to) {
            return putNumbers(to, TYPE, relid, openId, status);
        }
    }

    /** Guest to host: a channel's rings are not used any more. struct vmbus_channel_close_channel */
    record Close(int relid) implements VmbusMessage {
        static final int TYPE = 7;

        @Override
        public int write(MemorySegment to) {
            return putNumber(to, TYPE, relid);
        }
    }

    /**
     * Guest to host: memory to share. struct vmbus_channel_gpadl_header
     *
     * @param rangeBytes of all words, those in the bodies that follow included
     * @param words of each range: byte count 31:0 and byte offset 63:32, then the page numbers
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record GpadlHeader(int relid, int gpadl, int rangeBytes, int ranges, long[] words) implements VmbusMessage {
        static final int TYPE = 8;
        static final int MIN_BYTES = 20;
        static final int MAX_WORDS = 27;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, MIN_BYTES);
            putI32(to, 8, relid);
            putI32(to, 12, gpadl);
            putU16(to, 16, rangeBytes);
            putU16(to, 18, ranges);
            return putWords(to, MIN_BYTES, words);
        }
    }

    /** Guest to host: more words of a GPADL. struct vmbus_channel_gpadl_body */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record GpadlBody(int number, int gpadl, long[] words) implements VmbusMessage {
        static final int TYPE = 9;
        static final int MIN_BYTES = 16;
        static final int MAX_WORDS = 28;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, MIN_BYTES);
            putI32(to, 8, number);
            putI32(to, 12, gpadl);
            return putWords(to, MIN_BYTES, words);
        }
    }

    /** Host to guest: whether memory is shared. struct vmbus_channel_gpadl_created */
    record GpadlCreated(int relid, int gpadl, int status) implements VmbusMessage {
        static final int TYPE = 10;

        @Override
        public int write(MemorySegment to) {
            return putNumbers(to, TYPE, relid, gpadl, status);
        }
    }

    /** Guest to host: the memory is wanted back. struct vmbus_channel_gpadl_teardown */
    record GpadlTeardown(int relid, int gpadl) implements VmbusMessage {
        static final int TYPE = 11;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, 16);
            putI32(to, 8, relid);
            putI32(to, 12, gpadl);
            return 16;
        }
    }

    /** Host to guest: the memory is no longer used. struct vmbus_channel_gpadl_torndown */
    record GpadlTorndown(int gpadl) implements VmbusMessage {
        static final int TYPE = 12;

        @Override
        public int write(MemorySegment to) {
            return putNumber(to, TYPE, gpadl);
        }
    }

    /** Guest to host: a rescinded device is forgotten. struct vmbus_channel_relid_released */
    record RelidReleased(int relid) implements VmbusMessage {
        static final int TYPE = 13;

        @Override
        public int write(MemorySegment to) {
            return putNumber(to, TYPE, relid);
        }
    }

    /**
     * Guest to host: let us speak this version. struct vmbus_channel_initiate_contact
     *
     * @param interruptPage its address; since 5.0 the interrupt source messages go to instead
     */
    record InitiateContact(
            int version, int targetProcessor, long interruptPage, long parentToChildPage, long childToParentPage)
            implements VmbusMessage {
        static final int TYPE = 14;
        static final int BYTES = 40;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, BYTES);
            putI32(to, 8, version);
            putI32(to, 12, targetProcessor);
            putI64(to, 16, interruptPage);
            putI64(to, 24, parentToChildPage);
            putI64(to, 32, childToParentPage);
            return BYTES;
        }
    }

    /**
     * Host to guest: whether it speaks that version. struct vmbus_channel_version_response
     *
     * @param state 0 if the connection is made, when the version is supported
     * @param selected the version; since 5.0 the connection further messages are to be posted to
     */
    record VersionResponse(boolean supported, int state, int selected) implements VmbusMessage {
        static final int TYPE = 15;
        /** Connection states: made, and not. */
        static final int CONNECTED = 0;

        static final int FAILED = 2;

        /** In version 0.13 nothing behind the first field means anything. */
        static final int MIN_BYTES = 9;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, 16);
            putU8(to, 8, supported ? 1 : 0);
            putU8(to, 9, state);
            putI32(to, 12, selected);
            return 16;
        }
    }

    /** Guest to host: the bus is not used any more. */
    record Unload() implements VmbusMessage {
        static final int TYPE = 16;

        @Override
        public int write(MemorySegment to) {
            return putHead(to, TYPE, 8);
        }
    }

    /** Host to guest: the last message of a connection. */
    record UnloadResponse() implements VmbusMessage {
        static final int TYPE = 17;

        @Override
        public int write(MemorySegment to) {
            return putHead(to, TYPE, 8);
        }
    }

    /** Guest to host: signal another processor. struct vmbus_channel_modifychannel */
    record ModifyChannel(int relid, int targetProcessor) implements VmbusMessage {
        static final int TYPE = 22;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, 16);
            putI32(to, 8, relid);
            putI32(to, 12, targetProcessor);
            return 16;
        }
    }

    /** Host to guest: whether it does. struct vmbus_channel_modifychannel_response */
    record ModifyChannelResponse(int relid, int status) implements VmbusMessage {
        static final int TYPE = 24;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, 16);
            putI32(to, 8, relid);
            putI32(to, 12, status);
            return 16;
        }
    }

    /** Guest to host: open a channel by what was agreed before, without an answer. struct vmbus_channel_open_reserved */
    record OpenReserved(int relid, int targetProcessor, int source, int ringGpadl, int downstreamPage)
            implements VmbusMessage {
        static final int TYPE = 18;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, 28);
            putI32(to, 8, relid);
            putI32(to, 12, targetProcessor);
            putI32(to, 16, source);
            putI32(to, 20, ringGpadl);
            putI32(to, 24, downstreamPage);
            return 28;
        }
    }

    /** Guest to host: such a channel is not used any more. */
    record CloseReserved(int relid, int targetProcessor, int source) implements VmbusMessage {
        static final int TYPE = 19;

        @Override
        public int write(MemorySegment to) {
            return putNumbers(to, TYPE, relid, targetProcessor, source);
        }
    }

    /** Host to guest: it is closed. */
    record CloseReservedResponse(int relid) implements VmbusMessage {
        static final int TYPE = 20;

        @Override
        public int write(MemorySegment to) {
            return putNumber(to, TYPE, relid);
        }
    }

    /** Guest to host: connect a socket of mine. struct vmbus_channel_tl_connect_request */
    record TransportConnect(Guid endpoint, Guid service) implements VmbusMessage {
        static final int TYPE = 21;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, 40);
            endpoint.write(to, 8);
            service.write(to, 24);
            return 40;
        }
    }

    /** Host to guest: whether it is connected. */
    record TransportResult(Guid endpoint, Guid service, int status) implements VmbusMessage {
        static final int TYPE = 23;

        @Override
        public int write(MemorySegment to) {
            putHead(to, TYPE, 44);
            endpoint.write(to, 8);
            service.write(to, 24);
            putI32(to, 40, status);
            return 44;
        }
    }

    /** A type nobody here knows. */
    record Unknown(int type) implements VmbusMessage {
        @Override
        public int write(MemorySegment to) {
            return putHead(to, type, 8);
        }
    }

    /** Writes the message, at most {@link #MAX_BYTES}, and returns its length. */
    int write(MemorySegment to);

    /** The message in the first {@code length} bytes; a {@link GuestFault} if they are too few for its type. */
    static VmbusMessage read(MemorySegment in, int length) {
        atLeast(8, length);
        int type = i32(in, 0);
        atLeast(minimum(type), length);
        return switch (type) {
            case Offer.TYPE -> readOffer(in, length);
            case Rescind.TYPE -> new Rescind(i32(in, 8));
            case RequestOffers.TYPE -> new RequestOffers();
            case AllOffers.TYPE -> new AllOffers();
            case Open.TYPE -> new Open(i32(in, 8), i32(in, 12), i32(in, 16), i32(in, 20), i32(in, 24));
            case OpenResult.TYPE -> new OpenResult(i32(in, 8), i32(in, 12), i32(in, 16));
            case Close.TYPE -> new Close(i32(in, 8));
            case GpadlHeader.TYPE ->
                new GpadlHeader(
                        i32(in, 8),
                        i32(in, 12),
                        u16(in, 16),
                        u16(in, 18),
                        readWords(in, GpadlHeader.MIN_BYTES, length));
            case GpadlBody.TYPE -> new GpadlBody(i32(in, 8), i32(in, 12), readWords(in, GpadlBody.MIN_BYTES, length));
            case GpadlCreated.TYPE -> new GpadlCreated(i32(in, 8), i32(in, 12), i32(in, 16));
            case GpadlTeardown.TYPE -> new GpadlTeardown(i32(in, 8), i32(in, 12));
            case GpadlTorndown.TYPE -> new GpadlTorndown(i32(in, 8));
            case RelidReleased.TYPE -> new RelidReleased(i32(in, 8));
            case InitiateContact.TYPE ->
                new InitiateContact(i32(in, 8), i32(in, 12), i64(in, 16), i64(in, 24), i64(in, 32));
            case VersionResponse.TYPE -> readVersionResponse(in, length);
            case Unload.TYPE -> new Unload();
            case UnloadResponse.TYPE -> new UnloadResponse();
            case ModifyChannel.TYPE -> new ModifyChannel(i32(in, 8), i32(in, 12));
            case ModifyChannelResponse.TYPE -> new ModifyChannelResponse(i32(in, 8), i32(in, 12));
            case OpenReserved.TYPE -> new OpenReserved(i32(in, 8), i32(in, 12), i32(in, 16), i32(in, 20), i32(in, 24));
            case CloseReserved.TYPE -> new CloseReserved(i32(in, 8), i32(in, 12), i32(in, 16));
            case CloseReservedResponse.TYPE -> new CloseReservedResponse(i32(in, 8));
            case TransportConnect.TYPE -> new TransportConnect(Guid.read(in, 8), Guid.read(in, 24));
            case TransportResult.TYPE -> new TransportResult(Guid.read(in, 8), Guid.read(in, 24), i32(in, 40));
            default -> new Unknown(type);
        };
    }

    /** The first version in which a guest may say this; null if it never may. */
    static @Nullable VmbusVersion since(VmbusMessage message) {
        return switch (message) {
            case RequestOffers _, Open _, Close _, GpadlHeader _, GpadlBody _ -> VmbusVersion.V0_13;
            case GpadlTeardown _, RelidReleased _, InitiateContact _, Unload _ -> VmbusVersion.V0_13;
            case OpenReserved _, CloseReserved _, TransportConnect _ -> VmbusVersion.V4_0;
            case ModifyChannel _ -> VmbusVersion.V4_1;
            default -> null;
        };
    }

    private static int minimum(int type) {
        return switch (type) {
            case Offer.TYPE -> Offer.BYTES_0_13;
            case Rescind.TYPE, Close.TYPE, RelidReleased.TYPE, GpadlTorndown.TYPE, CloseReservedResponse.TYPE -> 12;
            case Open.TYPE -> Open.BYTES;
            case OpenResult.TYPE, GpadlCreated.TYPE, CloseReserved.TYPE -> 20;
            case OpenReserved.TYPE -> 28;
            case TransportConnect.TYPE -> 40;
            case TransportResult.TYPE -> 44;
            case GpadlHeader.TYPE -> GpadlHeader.MIN_BYTES;
            case GpadlBody.TYPE, GpadlTeardown.TYPE, ModifyChannel.TYPE, ModifyChannelResponse.TYPE -> 16;
            case InitiateContact.TYPE -> InitiateContact.BYTES;
            case VersionResponse.TYPE -> VersionResponse.MIN_BYTES;
            default -> 8;
        };
    }

    private static Offer readOffer(MemorySegment in, int length) {
        ChannelOffer channel = new ChannelOffer(Guid.read(in, 8), Guid.read(in, 24), u16(in, 180));
        int monitor = (u8(in, 189) & 1) != 0 ? u8(in, 188) : MonitorPages.NONE;
        boolean complete = length >= Offer.BYTES;
        boolean dedicated = complete && (u16(in, 190) & 1) != 0;
        return new Offer(channel, i32(in, 184), complete ? i32(in, 192) : 0, monitor, dedicated);
    }

    private static VersionResponse readVersionResponse(MemorySegment in, int length) {
        boolean complete = length >= 16;
        return new VersionResponse(u8(in, 8) != 0, complete ? u8(in, 9) : 0, complete ? i32(in, 12) : 0);
    }

    private static long[] readWords(MemorySegment in, int from, int length) {
        long[] words = new long[(length - from) / Long.BYTES];
        Arrays.setAll(words, i -> i64(in, from + (long) i * Long.BYTES));
        return words;
    }

    private static void atLeast(int needed, int length) {
        if (length < needed) throw new GuestFault("a bus message of %d bytes, not %d".formatted(length, needed));
    }

    private static int putHead(MemorySegment to, int type, int length) {
        to.asSlice(0, length).fill((byte) 0);
        putI32(to, 0, type);
        return length;
    }

    private static int putNumber(MemorySegment to, int type, int number) {
        putHead(to, type, 12);
        putI32(to, 8, number);
        return 12;
    }

    private static int putNumbers(MemorySegment to, int type, int first, int second, int third) {
        putHead(to, type, 20);
        putI32(to, 8, first);
        putI32(to, 12, second);
        putI32(to, 16, third);
        return 20;
    }

    private static int putWords(MemorySegment to, int from, long[] words) {
        for (int i = 0; i < words.length; i++) putI64(to, from + (long) i * Long.BYTES, words[i]);
        return from + words.length * Long.BYTES;
    }
}
