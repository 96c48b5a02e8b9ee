package viridian.partitions.vmbus;

import java.util.ArrayList;
import java.util.List;
import viridian.partitions.Machine;

/** A guest without a bus driver: says what a test wants it to say, and keeps what it hears. */
final class RawGuest {

    final List<VmbusMessage> heard = new ArrayList<>();
    final List<Integer> events = new ArrayList<>();
    final GuestInterface hypervisor;

    private final Machine machine;

    RawGuest(Machine machine) {
        this.machine = machine;
        hypervisor = new GuestInterface(
                machine.guest().processor(0),
                machine.allocator(),
                events::add,
                (payload, length) -> heard.add(VmbusMessage.read(payload, length)));
    }

    /** Says something and returns the answers. */
    List<VmbusMessage> says(VmbusMessage message) {
        heard.clear();
        hypervisor.post(message);
        machine.turns().take();
        return List.copyOf(heard);
    }

    /** Connects by a version without interrupt page and monitor pages, and asks for offers. */
    List<VmbusMessage> connects() {
        hypervisor.useConnection(Wire.MESSAGE_CONNECTION_5);
        says(new VmbusMessage.InitiateContact(VmbusVersion.V5_3.number(), 0, Wire.INTERRUPT_SOURCE, 0, 0));
        return says(new VmbusMessage.RequestOffers());
    }
}
