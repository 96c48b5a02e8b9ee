package viridian.tools.options;

import java.util.List;
import java.util.Map;
import viridian.vswitch.PortSettings;
import viridian.vswitch.frame.Frame;

/** The longest packet a port carries. */
final class LengthGroup implements PortGroup {

    private static final int LEAST_MTU = 68; // RFC 791 section 3.2
    private static final int LARGEST_MTU = 65_535;

    @Override
    public List<Option> options() {
        return List.of(
                new Option("mtu", "9000", "the longest IP packet, bytes; the interface's own if it is not given"));
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        return before.withMaxFrame(written.number("mtu", LEAST_MTU, LARGEST_MTU) + Frame.HEADER_BYTES);
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        to.put("mtu", String.valueOf(settings.maxFrame() - Frame.HEADER_BYTES));
    }
}
