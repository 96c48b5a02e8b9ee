package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.putU32;
import static viridian.vswitch.frame.BigEndian.u32;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpAddress;

/** The two protocols by which hosts tell which groups they listen to, and what each calls whom. */
public enum GroupProtocol {
    /** Internet Group Management Protocol, for IPv4 (RFC 1112, RFC 2236, RFC 3376). */
    IGMP(4, 3),

    /** Multicast Listener Discovery, for IPv6 (RFC 2710, RFC 3810). */
    MLD(6, 2);

    private static final long GROUP_MAC_IPV4 = 0x0100_5E00_0000L;
    private static final long GROUP_MAC_IPV6 = 0x3333_0000_0000L;

    private final int ipVersion;
    private final int newest;

    GroupProtocol(int ipVersion, int newest) {
        this.ipVersion = ipVersion;
        this.newest = newest;
    }

    static GroupProtocol of(IpAddress address) {
        return address.version() == 4 ? IGMP : MLD;
    }

    /** Its place in a table of both. */
    int place() {
        return ipVersion == 4 ? 0 : 1;
    }

    /** The address of nobody in particular. */
    IpAddress nobody() {
        return new IpAddress(ipVersion, 0, 0);
    }

    /** Where general queries go: 224.0.0.1, ff02::1. */
    IpAddress allHosts() {
        return ipVersion == 4 ? IpAddress.v4(0xE000_0001L) : IpAddress.v6(0xFF02L << 48, 1);
    }

    /** Bytes of an address on the wire. */
    int addressBytes() {
        return ipVersion == 4 ? 4 : 16;
    }

    /** Reads an address. */
    IpAddress address(MemorySegment in, long at) {
        if (ipVersion == 4) return IpAddress.v4(u32(in, at));
        return IpAddress.v6((u32(in, at) << 32) | u32(in, at + 4), (u32(in, at + 8) << 32) | u32(in, at + 12));
    }

    /** Reads addresses one behind the other. */
    List<IpAddress> addresses(MemorySegment in, long at, int count) {
        List<IpAddress> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) all.add(address(in, at + (long) i * addressBytes()));
        return all;
    }

    /** Writes an address. */
    void put(MemorySegment to, long at, IpAddress address) {
        if (ipVersion == 4) {
            putU32(to, at, address.low());
            return;
        }
        putU32(to, at, address.high() >>> 32);
        putU32(to, at + 4, address.high() & 0xFFFF_FFFFL);
        putU32(to, at + 8, address.low() >>> 32);
        putU32(to, at + 12, address.low() & 0xFFFF_FFFFL);
    }

    /** The protocol's newest version. */
    int newest() {
        return newest;
    }

    /** Whether an address is a group: in 224.0.0.0/4 or ff00::/8. */
    static boolean isGroup(IpAddress address) {
        return address.version() == 4 ? isGroup(address.low()) : address.high() >>> 56 == 0xFF;
    }

    /** Whether an IPv4 address of 32 bits is a group. */
    static boolean isGroup(long ipv4) {
        return ipv4 >>> 28 == 0xE;
    }

    /**
     * Whether a group belongs to the link itself: it is heard everywhere and never snooped, so that neighbour discovery and
     * routing protocols do not depend on this switch (RFC 4541 sections 2.1.2 and 3).
     */
    static boolean isForEverybody(IpAddress group) {
        return group.version() == 4 ? isLinkLocal(group.low()) : isLinkScope(group.high());
    }

    /** 224.0.0.0/24. */
    static boolean isLinkLocal(long ipv4Group) {
        return ipv4Group >>> 8 == 0xE0_0000;
    }

    /** Of the upper half of an IPv6 group: scope 0 to 2, reserved, of one interface, of one link (RFC 4291 section 2.7). */
    static boolean isLinkScope(long high) {
        return ((high >>> 48) & 0xF) <= 2;
    }

    /** Whether an address is in fe80::/10, an IPv6 host's own on the link. */
    static boolean isLinkLocalHost(IpAddress address) {
        return address.version() == 6 && address.high() >>> 54 == 0xFE80 >>> 6;
    }

    /** The address an IPv6 host makes of its adapter's, fe80 and a modified EUI-64 (RFC 4291 appendix A). */
    static IpAddress linkLocalOf(MacAddress mac) {
        long upper = ((mac.bits() >>> 24) ^ 0x02_0000L) << 40;
        return IpAddress.v6(0xFE80L << 48, upper | 0xFF_FE00_0000L | (mac.bits() & 0xFF_FFFFL));
    }

    /** The Ethernet address a group's frames go to (RFC 1112 section 6.4, RFC 2464 section 7). */
    static MacAddress mac(IpAddress group) {
        boolean ipv4 = group.version() == 4;
        long prefix = ipv4 ? GROUP_MAC_IPV4 : GROUP_MAC_IPV6;
        return MacAddress.of(prefix | (group.low() & (ipv4 ? 0x7F_FFFF : 0xFFFF_FFFFL)));
    }
}
