package viridian.lab.check;

import java.lang.foreign.MemorySegment;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.CidrAddress;
import viridian.lab.topology.Topology;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Udp;
import viridian.vswitch.DropReason;
import viridian.vswitch.capture.Direction;
import viridian.vswitch.capture.FrameRecord;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

/** Frames as a capture would have seen them in a small lab: web and mail on prod, a client on its wire. */
final class Seen {

    static final AdapterName WEB = new AdapterName("web", "p");
    static final AdapterName MAIL = new AdapterName("mail", "p");
    static final AdapterName CLIENT = new AdapterName("client", "p");

    static final Topology PLAN = Topology.named("seen")
            .nic("nic0")
            .network("prod", network -> network.external("nic0"))
            .network("other", network -> {})
            .child("web", host -> host.adapter("p", at -> at.network("prod").address("10.0.0.2/24")))
            .child("mail", host -> host.adapter("p", at -> at.network("prod").address("10.0.0.3/24")))
            .machine("client", host -> host.adapter("p", at -> at.wire("nic0").address("10.0.0.4/24")))
            .build();

    /** IEEE 802 local experimental EtherType 1. */
    private static final int EXPERIMENTAL = 0x88B5;

    private Seen() {}

    static FrameRecord udp(long number, String port, Direction direction, String from, String to) {
        MemorySegment head = head(mac(from), mac(to), Ipv4.ETHER_TYPE);
        Ipv4.writeHeader(head, Frame.HEADER_BYTES, 1400, 0, 0, 64, Udp.PROTOCOL, ip(from), ip(to));
        return record(number, port, direction, Frame.UNTAGGED, 1414, head);
    }

    static FrameRecord arp(long number, String port, Direction direction, String from) {
        MemorySegment head = head(mac(from), MacAddress.of(Frame.BROADCAST), Arp.ETHER_TYPE);
        Arp.write(head, Frame.HEADER_BYTES, Arp.REQUEST, mac(from).bits(), ip(from), 0, ip("client"));
        return record(number, port, direction, Frame.UNTAGGED, 42, head);
    }

    /** Tagged for VLAN 10, of no known protocol. */
    static FrameRecord plain(long number, String port, Direction direction, String from, MacAddress to) {
        return record(number, port, direction, 10, 60, head(mac(from), to, EXPERIMENTAL));
    }

    private static FrameRecord record(
            long number, String port, Direction direction, int tag, int length, MemorySegment head) {
        return new FrameRecord(
                number,
                port,
                "prod",
                direction,
                direction == Direction.DROPPED ? DropReason.RESOURCES : null,
                MacAddress.of(BigEndian.u48(head, 6)),
                MacAddress.of(BigEndian.u48(head, 0)),
                BigEndian.u16(head, 12),
                tag,
                length,
                head);
    }

    private static MemorySegment head(MacAddress from, MacAddress to, int type) {
        MemorySegment head = MemorySegment.ofArray(new byte[FrameRecord.HEAD_BYTES]);
        BigEndian.putU48(head, 0, to.bits());
        BigEndian.putU48(head, 6, from.bits());
        BigEndian.putU16(head, 12, type);
        return head;
    }

    private static MacAddress mac(String host) {
        return PLAN.adapter(new AdapterName(host, "p")).mac();
    }

    private static int ip(String host) {
        return PLAN.adapter(new AdapterName(host, "p"))
                .address()
                .map(CidrAddress::address)
                .orElseThrow()
                .bits();
    }
}
