package viridian.vswitch.nic;

import java.io.IOException;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.linux.Link;
import viridian.vswitch.nic.linux.Offloads;

/** An interface while the switch holds it: as it was found, and how it goes back. */
final class HeldLink implements AutoCloseable {

    private final Link link;
    private final Offloads found;
    private final MacAddress address;
    private final int maxFrame;
    private boolean closed;

    private HeldLink(Link link) throws IOException {
        if (!link.isUp()) {
            throw new IOException("interface %s is down; ip link set %s up".formatted(link.name(), link.name()));
        }
        this.link = link;
        this.found = Offloads.of(link);
        this.address = link.address();
        this.maxFrame = link.mtu() + Frame.HEADER_BYTES;
    }

    static HeldLink hold(String interfaceName) throws IOException {
        Link link = Link.open(interfaceName);
        try {
            return new HeldLink(link);
        } catch (IOException | RuntimeException | Error e) {
            link.close();
            throw e;
        }
    }

    String name() {
        return link.name();
    }

    MacAddress address() {
        return address;
    }

    int maxFrame() {
        return maxFrame;
    }

    /** Whether frames can reach the far side; not of an interface that was given back or is gone. */
    synchronized boolean isUp() {
        try {
            return !closed && link.hasCarrier();
        } catch (IOException gone) {
            return false;
        }
    }

    /** libpcap makes its places for frames as long as the MTU, unless some offload is on while it opens the interface. */
    void offloadsForOpening(boolean largeSends) throws IOException {
        if (largeSends) Offloads.joinSegments(link, true);
        else found.switchOff(link);
    }

    void offloadsOff() throws IOException {
        Offloads.joinSegments(link, false);
        found.switchOff(link);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try (link) {
            found.giveBack(link);
        }
    }
}
