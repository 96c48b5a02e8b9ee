package viridian.vswitch.multicast;

/** What a domain knows of the switch around it. */
interface Outside {

    /** Sends a query out of a port, soon. */
    void send(SnoopedPort to, int vlan, GroupProtocol protocol, GroupMessage.Query query);

    void tell(MulticastEvent event);

    /** Whether the switch can know one group more. */
    boolean hasRoom();
}
