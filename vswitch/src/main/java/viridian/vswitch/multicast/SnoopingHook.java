package viridian.vswitch.multicast;

import static viridian.vswitch.frame.BigEndian.u32;
import static viridian.vswitch.frame.BigEndian.u8;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Passage;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSet;
import viridian.vswitch.Verdict;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.IpProtocol;

/**
 * What snooping does with a frame that comes in: one that carries data is sent where its group is listened to, without an object
 * or a lock; one that may carry a message about groups is looked at more closely by {@link Snooping}.
 */
final class SnoopingHook implements PortHook {

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int HEADER = Frame.HEADER_BYTES;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;

    private final Snooping snooping;

    SnoopingHook(Snooping snooping) {
        this.snooping = snooping;
    }

    @Override
    public Verdict ingress(Frame frame, Passage passage) {
        if (!frame.isGroup()) return Verdict.PASS;
        return switch (frame.etherType()) {
            case IPV4 -> ipv4(frame, passage);
            case IPV6 -> ipv6(frame, passage);
            default -> Verdict.PASS; // RFC 4541 section 2.1.2: what is no IP goes everywhere
        };
    }

    private Verdict ipv4(Frame frame, Passage passage) {
        MemorySegment memory = frame.memory();
        long at = frame.offset() + HEADER;
        if (frame.length() < HEADER + IPV4_BYTES || u8(memory, at) >>> 4 != 4) return Verdict.PASS;
        int protocol = u8(memory, at + 9);
        long group = u32(memory, at + 16);
        boolean everybody = GroupProtocol.isLinkLocal(group);
        if (protocol == IpProtocol.IGMP || (protocol == HeardMessage.PIM && everybody)) {
            return snooping.message(frame, passage);
        }
        if (everybody || !GroupProtocol.isGroup(group)) return Verdict.PASS;
        DomainView view = snooping.view(frame.vlan(), GroupProtocol.IGMP);
        return direct(frame, passage, view, 0, group, 0, u32(memory, at + 12));
    }

    private Verdict ipv6(Frame frame, Passage passage) {
        MemorySegment memory = frame.memory();
        long at = frame.offset() + HEADER;
        int length = frame.length() - HEADER;
        if (length < IPV6_BYTES || u8(memory, at) >>> 4 != 6) return Verdict.PASS;
        long group = u64(memory, at + 24);
        boolean everybody = GroupProtocol.isLinkScope(group);
        int next = u8(memory, at + 6);
        if (next == HeardMessage.PIM && everybody) return snooping.message(frame, passage);
        if (isMld(memory, at, length, next)) return snooping.message(frame, passage);
        if (everybody || group >>> 56 != 0xFF) return Verdict.PASS;
        DomainView view = snooping.view(frame.vlan(), GroupProtocol.MLD);
        return direct(frame, passage, view, group, u64(memory, at + 32), u64(memory, at + 8), u64(memory, at + 16));
    }

    /** Whether an MLD message follows, directly or behind the header that holds its router alert. */
    private static boolean isMld(MemorySegment memory, long at, int length, int next) {
        int header = IPV6_BYTES;
        int protocol = next;
        if (protocol == IpProtocol.HOP_BY_HOP && length >= header + 2) {
            protocol = u8(memory, at + header);
            header += (u8(memory, at + header + 1) + 1) * 8;
        }
        return protocol == IpProtocol.ICMPV6 && length > header && Mld.isType(u8(memory, at + header));
    }

    private static long u64(MemorySegment memory, long at) {
        return (u32(memory, at) << 32) | u32(memory, at + 4);
    }

    private static Verdict direct(
            Frame frame,
            Passage passage,
            @Nullable DomainView view,
            long groupHigh,
            long groupLow,
            long sourceHigh,
            long sourceLow) {
        PortSet ports = view == null ? null : view.destinations(groupHigh, groupLow, sourceHigh, sourceLow);
        if (ports != null) passage.only(ports);
        if (passage.isRehearsal()) passage.tell(Reasons.ofData(frame, view, ports, groupHigh, groupLow));
        return Verdict.PASS;
    }
}
