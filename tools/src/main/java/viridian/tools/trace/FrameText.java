package viridian.tools.trace;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import viridian.offload.wire.Ipv4;
import viridian.tools.options.Option;
import viridian.tools.options.Options;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.InlineTag;
import viridian.vswitch.frame.MacAddress;

/** A frame as an administrator describes it: a few words, {@code key=value}, or its bytes. */
public final class FrameText {

    /** What can be said of a frame. */
    public static final List<Option> OPTIONS = List.of(
            new Option("src", "00-15-5D-01-02-03", "its source; a guest's own address if not given"),
            new Option("dst", "FF-FF-FF-FF-FF-FF", "its destination; of groups and ARP requests known without it"),
            new Option("vlan", "10", "the VLAN of the tag it comes with; 0 is a priority tag"),
            new Option("priority", "5", "the priority in that tag, 0 to 7"),
            new Option("type", "0x88b5", "its EtherType: a number, arp, ipv4 or ipv6"),
            new Option("length", "1514", "bytes without tag and check sequence; filled with zeros"),
            new Option("arp", "request", "ARP: request or reply, with from= and to="),
            new Option("from", "10.0.0.1", "the IP address it comes from, IPv4 or IPv6"),
            new Option("to", "10.0.0.2", "the IP address it goes to"),
            new Option("proto", "tcp", "tcp, udp, icmp or a number"),
            new Option("from-port", "50000", "the port it comes from"),
            new Option("to-port", "443", "the port it goes to"),
            new Option("icmp-type", "8", "the type of an ICMP message; an echo request if not given"));

    private static final List<String> KEYS = OPTIONS.stream().map(Option::key).toList();

    private static final Map<String, Integer> TYPES = Map.of("arp", 0x0806, "ipv4", Ipv4.ETHER_TYPE, "ipv6", 0x86DD);

    private static final int LONGEST = 65_535 + Frame.HEADER_BYTES;

    private FrameText() {}

    /**
     * Puts a frame together.
     *
     * @param source used where none is written; {@link MacAddress#NONE} if there is none to use
     * @throws IllegalArgumentException with a sentence, if the words make no frame
     */
    public static Frame frame(Options written, MacAddress source) {
        written.requireKnown(KEYS);
        MacAddress src = written.has("src") ? written.read("src", MacAddress::parse) : source;
        if (src.equals(MacAddress.NONE) && !written.has("src")) {
            throw new IllegalArgumentException("src is missing: the port has no address of its own");
        }
        Payload payload = payload(written, src);
        FrameBuilder builder =
                FrameBuilder.frame(src, destination(written, payload)).type(type(written, payload));
        if (written.has("length")) builder.length(written.number("length", Frame.HEADER_BYTES, LONGEST));
        if (written.has("vlan") || written.has("priority")) builder.tag(tag(written));
        return builder.payload(payload.bytes()).build();
    }

    private static Payload payload(Options written, MacAddress src) {
        if (written.has("arp")) return Payload.arp(written, src);
        if (written.has("from") || written.has("to")) return Payload.ip(written);
        for (String key : List.of("proto", "from-port", "to-port", "icmp-type")) {
            if (written.has(key)) throw new IllegalArgumentException(key + " goes with from= and to=");
        }
        return Payload.NONE;
    }

    private static MacAddress destination(Options written, Payload payload) {
        if (written.has("dst")) return written.read("dst", MacAddress::parse);
        if (!payload.group().equals(MacAddress.NONE)) return payload.group();
        throw new IllegalArgumentException("dst is missing, the address the frame goes to");
    }

    private static int type(Options written, Payload payload) {
        if (!written.has("type")) return payload.etherType();
        Integer known = TYPES.get(written.text("type").toLowerCase(Locale.ROOT));
        if (known != null) return known;
        String digits = written.text("type").replaceFirst("^0[xX]", "");
        if (!digits.matches("[0-9A-Fa-f]{1,4}")) {
            throw new IllegalArgumentException(
                    "type is an EtherType such as 0x0800, or arp, ipv4 or ipv6, not '" + written.text("type") + "'");
        }
        return Integer.parseInt(digits, 16);
    }

    private static int tag(Options written) {
        int vlan = written.has("vlan") ? written.number("vlan", 0, 4095) : 0;
        int priority = written.has("priority") ? written.number("priority", 0, 7) : 0;
        return priority << 13 | vlan;
    }

    /**
     * A frame of these bytes, from the destination address on; an 802.1Q tag may be among them.
     *
     * @param hex pairs of digits, perhaps with blanks, colons or hyphens between them
     */
    public static Frame bytes(String hex) {
        String digits = hex.replaceAll("[\\s:-]", "");
        if (!digits.matches("([0-9A-Fa-f]{2})+")) {
            throw new IllegalArgumentException("bytes are pairs of hexadecimal digits, such as FF FF FF");
        }
        byte[] bytes = HexFormat.of().parseHex(digits);
        Frame frame = new Frame();
        if (bytes.length > LONGEST + InlineTag.BYTES
                || !InlineTag.lend(frame, MemorySegment.ofArray(bytes), 0, bytes.length)) {
            throw new IllegalArgumentException("no frame has " + bytes.length + " bytes");
        }
        return frame;
    }

    /** The bytes of a frame, its tag among them, as {@link #bytes} reads them. */
    public static String hex(Frame frame) {
        byte[] bytes = new byte[InlineTag.length(frame)];
        InlineTag.write(frame, MemorySegment.ofArray(bytes), 0);
        return HexFormat.of().formatHex(bytes);
    }
}
