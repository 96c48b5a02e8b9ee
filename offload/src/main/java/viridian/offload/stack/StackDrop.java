package viridian.offload.stack;

/** Why a host put a frame or packet aside; each is counted by {@link StackCounters}. */
public enum StackDrop {
    FOREIGN_FRAME("The frame was for another adapter's address."),
    TAGGED_FRAME("The frame was of a VLAN, and the host knows of none."),
    UNKNOWN_TYPE("The frame held neither ARP nor IPv4."),
    BAD_ARP("The ARP packet was too short, of another kind, or from no station's address."),
    ADDRESS_CONFLICT("Another station says that it has this host's address."),
    BAD_HEADER("The IPv4 header's version or lengths were wrong."),
    BAD_HEADER_CHECKSUM("The IPv4 header was damaged on its way."),
    BAD_SOURCE("The packet came from an address no other host can have."),
    NOT_FOR_US("The packet was for another host."),
    OTHER_INTERFACE("The packet was for this host's address on another of its interfaces."),
    UNICAST_IN_BROADCAST("The packet for one host came in a frame for many."),
    UNKNOWN_PROTOCOL("The packet held neither ICMP nor UDP."),
    BAD_FRAGMENT("The fragment's place or length contradicts the rest of its datagram."),
    DUPLICATE_FRAGMENT("The fragment had come before."),
    OVERLAPPING_FRAGMENT("The fragment covers part of another, so the whole datagram was given up."),
    REASSEMBLY_TIMEOUT("Fragments of the datagram never came."),
    REASSEMBLY_FULL("The datagram made room for fragments of a newer one."),
    BAD_ICMP("The ICMP message was too short, or quotes what this host never sent."),
    BAD_ICMP_CHECKSUM("The ICMP message was damaged on its way."),
    UNKNOWN_ICMP("The ICMP message was of a kind this host does nothing about."),
    ECHO_TO_ALL("The echo request was for all hosts, and is answered by none."),
    UNEXPECTED_REPLY("The echo reply answers nothing that is being waited for, or not with what was sent."),
    BAD_UDP("The UDP header was cut off or its length wrong."),
    BAD_UDP_CHECKSUM("The UDP datagram was damaged on its way."),
    NO_LISTENER("Nobody listens at the UDP port."),
    ERROR_WITHHELD("The error was not sent: too many were, or none may be sent about such a packet."),
    NO_ROUTE("No network of this host leads to the address."),
    NO_NEIGHBOUR("Nobody on the link answers for the address."),
    NEIGHBOUR_QUEUE_FULL("Too much waits already for the neighbour's address."),
    TOO_LONG("The packet is longer than the link carries and must not be fragmented."),
    NO_ROOM("The adapter took no more frames.");

    private final String sentence;

    StackDrop(String sentence) {
        this.sentence = sentence;
    }

    /** What happened, for a person to read. */
    public String sentence() {
        return sentence;
    }
}
