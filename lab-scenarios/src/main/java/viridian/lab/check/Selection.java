package viridian.lab.check;

import viridian.lab.topology.FrameSelector;
import viridian.vswitch.capture.FrameRecord;

/** Which frames a selector means. */
record Selection(FrameSelector selector, AddressBook book) {

    boolean contains(FrameRecord frame) {
        Headers headers = Headers.of(frame);
        return sentByThem(frame) && onlyTheirAddresses(headers) && ofTheseKinds(headers);
    }

    private boolean sentByThem(FrameRecord frame) {
        return selector.senders()
                .map(senders -> book.isOneOf(frame.source(), senders))
                .orElse(true);
    }

    private boolean onlyTheirAddresses(Headers headers) {
        return selector.addresses()
                .map(subnets -> !headers.addresses().isEmpty()
                        && headers.addresses().stream()
                                .allMatch(address -> subnets.stream().anyMatch(subnet -> subnet.contains(address))))
                .orElse(true);
    }

    private boolean ofTheseKinds(Headers headers) {
        return selector.protocols()
                .map(kinds -> kinds.stream().anyMatch(kind -> kind.matches(headers.etherType(), headers.protocol())))
                .orElse(true);
    }
}
