package viridian.vswitch.mirror;

import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Packet;

/**
 * Which frames are meant, in a small part of the language of pcap filters (pcap-filter(7)): {@code tcp port 80},
 * {@code arp or ip host 10.0.0.1}, {@code vlan 10 and not (udp port 53 or icmp)}. The VLAN is the one the switch has the frame
 * in, whether it carries a tag on a port's wire or not.
 *
 * <p>Asking makes no object and is safe for several threads. libpcap could compile the whole language, but it would want each
 * frame in memory of its own, and handing it over through JNA takes microseconds.
 */
public final class FrameFilter {

    /** Every frame. */
    public static final FrameFilter ALL = new FrameFilter("", (frame, packet, vlan) -> true);

    private final String text;
    private final Condition condition;

    /** One thing a frame has or has not. */
    @FunctionalInterface
    interface Condition {
        boolean holds(Frame frame, Packet packet, int vlan);
    }

    private FrameFilter(String text, Condition condition) {
        this.text = text;
        this.condition = condition;
    }

    /**
     * Reads a filter; nothing but space means {@link #ALL}.
     *
     * @throws IllegalArgumentException if it is none, with a sentence that says which word is wrong
     */
    public static FrameFilter parse(String text) {
        return text.isBlank() ? ALL : new FrameFilter(text.strip(), new FilterParser(text).condition());
    }

    /**
     * Whether this frame is meant. Nothing about a frame, however malformed, is thrown on.
     *
     * @param vlan the VLAN it is in, 0 for none
     */
    public boolean matches(Frame frame, int vlan) {
        if (text.isEmpty()) return true;
        Packet packet = Packet.onThisThread();
        packet.read(frame);
        return condition.holds(frame, packet, vlan);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameFilter filter && filter.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
