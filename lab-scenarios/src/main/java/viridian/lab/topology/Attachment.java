package viridian.lab.topology;

/** Where the far end of an adapter is. */
public sealed interface Attachment {

    /** In a port of a virtual network. */
    record ToNetwork(String network) implements Attachment {}

    /** On the wire of a physical adapter, outside the switch. Only machines are there. */
    record ToWire(String nic) implements Attachment {}

    /** The name of the network or of the physical adapter. */
    default String far() {
        return switch (this) {
            case ToNetwork(String network) -> network;
            case ToWire(String nic) -> nic;
        };
    }
}
