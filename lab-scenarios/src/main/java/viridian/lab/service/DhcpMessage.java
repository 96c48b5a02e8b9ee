package viridian.lab.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.MacAddress;

/**
 * A DHCP message (RFC 2131 section 2).
 *
 * @param fromServer whether it is a reply
 * @param transaction by which a client knows the answers to its question
 * @param broadcast whether the client hears only what is for all
 * @param client the address the client has and uses; 0.0.0.0 if none
 * @param yours the address the client is given
 * @param next the server to fetch the boot file from
 * @param relay who passed it on from another network; 0.0.0.0 if nobody did
 * @param mac the client's own address on the link
 * @param file to boot from, perhaps empty
 */
record DhcpMessage(
        boolean fromServer,
        int transaction,
        boolean broadcast,
        Ipv4Address client,
        Ipv4Address yours,
        Ipv4Address next,
        Ipv4Address relay,
        MacAddress mac,
        String file,
        DhcpOptions options) {

    static final int SERVER_PORT = 67;
    static final int CLIENT_PORT = 68;
    static final Ipv4Address NONE = Ipv4Address.of(Ipv4Address.UNKNOWN);

    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    private static final int ETHERNET = 1;
    private static final int MAC_BYTES = 6;
    private static final int BROADCAST = 0x8000;
    private static final int ADDRESSES_AT = 12;
    private static final int MAC_AT = 28;
    private static final int SERVER_NAME_AT = 44;
    private static final int SERVER_NAME_BYTES = 64;
    private static final int FILE_AT = 108;
    private static final int FILE_BYTES = 128;
    private static final int COOKIE_AT = 236;
    private static final int COOKIE = 0x6382_5363;
    private static final int OPTIONS_AT = 240;

    /** What every BOOTP program takes (RFC 951 section 3). */
    private static final int LEAST_BYTES = 300;

    /** What a client says who has no address: it hears only what is for all. */
    static DhcpMessage question(int transaction, MacAddress mac) {
        return new DhcpMessage(false, transaction, true, NONE, NONE, NONE, NONE, mac, "", new DhcpOptions());
    }

    /** An answer with this address for the client, or none. */
    DhcpMessage answer(Ipv4Address yours, Ipv4Address next, String file, DhcpOptions options) {
        Ipv4Address has = yours.equals(NONE) ? NONE : client;
        return new DhcpMessage(true, transaction, broadcast, has, yours, next, relay, mac, file, options);
    }

    /** Reads a message; nothing if the bytes are none of a station on Ethernet. */
    static Optional<DhcpMessage> read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < OPTIONS_AT || in.getInt(COOKIE_AT) != COOKIE) return Optional.empty();
        boolean known = in.get(0) == REQUEST || in.get(0) == REPLY;
        if (!known || in.get(1) != ETHERNET || in.get(2) != MAC_BYTES) return Optional.empty();
        MacAddress mac =
                MacAddress.of(((in.getShort(MAC_AT) & 0xFFFFL) << 32) | (in.getInt(MAC_AT + 2) & 0xFFFF_FFFFL));
        if (mac.bits() == 0 || mac.isGroup()) return Optional.empty();
        DhcpOptions options = options(in);
        boolean holdsOptions = (options.small(DhcpOption.OVERLOAD).orElse(0) & 1) != 0;
        return Optional.of(new DhcpMessage(
                in.get(0) == REPLY,
                in.getInt(4),
                (in.getShort(10) & BROADCAST) != 0,
                address(in, 0),
                address(in, 1),
                address(in, 2),
                address(in, 3),
                mac,
                holdsOptions ? "" : text(in),
                options));
    }

    private static DhcpOptions options(ByteBuffer in) {
        DhcpOptions options = new DhcpOptions();
        options.read(in.slice(OPTIONS_AT, in.capacity() - OPTIONS_AT));
        int more = options.small(DhcpOption.OVERLOAD).orElse(0);
        if ((more & 1) != 0) options.read(in.slice(FILE_AT, FILE_BYTES));
        if ((more & 2) != 0) options.read(in.slice(SERVER_NAME_AT, SERVER_NAME_BYTES));
        return options;
    }

    private static Ipv4Address address(ByteBuffer in, int which) {
        return Ipv4Address.of(in.getInt(ADDRESSES_AT + which * Integer.BYTES));
    }

    private static String text(ByteBuffer in) {
        byte[] file = new byte[FILE_BYTES];
        in.get(FILE_AT, file);
        return DhcpOptions.text(file);
    }

    /** The message as it is sent. */
    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(Math.max(LEAST_BYTES, OPTIONS_AT + options.bytes()));
        out.put((byte) (fromServer ? REPLY : REQUEST)).put((byte) ETHERNET).put((byte) MAC_BYTES);
        out.putInt(4, transaction).putShort(10, (short) (broadcast ? BROADCAST : 0));
        out.position(ADDRESSES_AT);
        out.putInt(client.bits()).putInt(yours.bits()).putInt(next.bits()).putInt(relay.bits());
        out.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
        byte[] name = file.getBytes(StandardCharsets.ISO_8859_1);
        if (name.length < FILE_BYTES) out.put(FILE_AT, name);
        options.write(out.putInt(COOKIE_AT, COOKIE).position(OPTIONS_AT));
        return out.array();
    }

    /** What it says; nothing if that is no message of DHCP. */
    Optional<DhcpType> type() {
        return options.small(DhcpOption.MESSAGE_TYPE).flatMap(DhcpType::of);
    }
}
