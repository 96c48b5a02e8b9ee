package viridian.synthetic.watch;

import static viridian.partitions.LittleEndian.i32;
import static viridian.partitions.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import viridian.partitions.vmbus.MessageText;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspNames;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.rndis.PacketInfo;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisPacket;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** A packet of a synthetic adapter's channel in words, layer by layer. */
final class PacketText {

    /** What is looked at of one packet, at most; our choice, above the largest batch of receive buffers worth reading. */
    static final int MOST_BYTES = 1 << 20;

    /** Messages told of one packet; our choice, so that a line stays a line. */
    private static final int MOST_MESSAGES = 8;

    private PacketText() {}

    /**
     * The words.
     *
     * @param announced what {@link SharedBuffers#announced} has of the packet
     */
    static String of(PacketDescriptor packet, MemorySegment announced) {
        List<String> layers = new ArrayList<>();
        layers.add(ring(packet));
        if (isRndis(packet)) {
            boolean data = NvspRndis.channelType(packet.memory(), packet.payloadAt()) == NvspRndis.DATA;
            layers.add("NVSP " + NvspNames.of(NvspRndis.TYPE) + (data ? " data" : " control"));
            layers.addAll(rndis(announced));
        } else if (packet.payloadLength() > 0) {
            layers.add(nvsp(packet));
        }
        return String.join("; ", layers);
    }

    static boolean isRndis(PacketDescriptor packet) {
        return packet.payloadLength() >= NvspRndis.USED_BYTES
                && packet.type() != PacketType.COMPLETION
                && i32(packet.memory(), packet.payloadAt()) == NvspRndis.TYPE;
    }

    private static String ring(PacketDescriptor packet) {
        String kind = switch (packet.type()) {
            case PacketType.IN_BAND -> "in-band";
            case PacketType.TRANSFER_PAGES -> packet.rangeCount() + " transfer pages of set " + packet.setId();
            case PacketType.DIRECT -> packet.rangeCount() + " direct ranges, " + packet.directLength() + " bytes";
            case PacketType.COMPLETION -> "completion";
            default -> "type " + packet.type();
        };
        String wanted = packet.completionRequested() ? ", completion wanted" : "";
        return kind + " id 0x" + Long.toHexString(packet.transactionId()) + wanted;
    }

    private static String nvsp(PacketDescriptor packet) {
        int type = i32(packet.memory(), packet.payloadAt());
        if (type == NvspRndis.COMPLETE_TYPE && packet.payloadLength() >= NvspRndis.COMPLETE_BYTES) {
            return "NVSP " + NvspNames.of(type) + " status " + NvspRndis.status(packet.memory(), packet.payloadAt());
        }
        NvspMessage message = NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength());
        String words = MessageText.of((Record) message);
        int fields = words.indexOf(' ');
        return "NVSP " + NvspNames.of(type) + (fields < 0 ? "" : words.substring(fields));
    }

    private static List<String> rndis(MemorySegment announced) {
        List<String> words = new ArrayList<>();
        long at = 0;
        while (at + RndisMessage.HEADER_BYTES <= announced.byteSize()) {
            long length = u32(announced, at + 4);
            if (length < RndisMessage.HEADER_BYTES || length > announced.byteSize() - at) break;
            if (words.size() == MOST_MESSAGES) {
                words.add("and more");
                break;
            }
            words.add("RNDIS " + message(announced.asSlice(at, length)));
            at += length;
        }
        return words;
    }

    private static String message(MemorySegment message) {
        if (i32(message, 0) != RndisPacket.TYPE) return MessageText.of((Record) RndisMessage.read(message));
        RndisPacket packet = new RndisPacket();
        if (!packet.readPart(message, 0, message.byteSize(), message.byteSize())) return "PACKET malformed";
        String words = "PACKET of %d bytes".formatted(packet.dataBytes()) + beside(packet.info());
        if (packet.dataBytes() < Frame.HEADER_BYTES) return words;
        Frame frame = new Frame().lend(message, packet.dataAt(), packet.dataBytes(), Frame.UNTAGGED);
        return words
                + ", %s > %s type %04x"
                        .formatted(
                                MacAddress.of(frame.source()), MacAddress.of(frame.destination()), frame.etherType());
    }

    /** What stands beside the frame. */
    private static String beside(PacketInfo info) {
        StringBuilder words = new StringBuilder();
        if (info.tag() != Frame.UNTAGGED) words.append(", tag 0x%04x".formatted(info.tag()));
        if (info.hasChecksum()) words.append(", checksum word 0x%x".formatted(info.checksum()));
        if (info.hasLargeSend()) words.append(", large send 0x%x".formatted(info.largeSend()));
        if (info.hasHash()) words.append(", hash 0x%08x".formatted(info.hash()));
        if (info.hasPacketId()) words.append(", part 0x%x".formatted(info.packetId()));
        return words.toString();
    }
}
