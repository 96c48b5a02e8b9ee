package viridian.tools.options;

import java.util.List;
import java.util.Map;
import viridian.vswitch.PortSettings;
import viridian.vswitch.bandwidth.BandwidthLimits;
import viridian.vswitch.bandwidth.LinkCapacity;

/** What a port may use, what it is sure of, and what its link carries. */
final class BandwidthGroup implements PortGroup {

    private static final long MOST_BURST = 1L << 32; // our choice: what no adapter would want to send at once

    @Override
    public List<Option> options() {
        return List.of(
                new Option("max-bandwidth", "100M", "bit/s its adapter may send; 0 is no limit, the default"),
                new Option("burst", "65536", "with max-bandwidth: bytes it may send at once after a pause"),
                new Option("max-receive", "100M", "bit/s that may be sent to its adapter; 0 is no limit, the default"),
                new Option("min-weight", "5", "its claim on a crowded uplink relative to others', 0 to 100"),
                new Option("min-bandwidth", "10M", "its claim on a crowded uplink, bit/s"),
                new Option(
                        "capacity",
                        "1G",
                        "of a network port: bit/s of its link, if less than its speed is to be used"));
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        BandwidthLimits was = limits(before);
        BandwidthLimits limits = new BandwidthLimits(
                written.rate("max-bandwidth", was.maximum()),
                written.number("burst", was.burstBytes(), 0, MOST_BURST),
                written.rate("max-receive", was.maximumReceive()),
                (int) written.number("min-weight", was.minimumWeight(), 0, 100),
                written.rate("min-bandwidth", was.minimumAbsolute()));
        PortSettings settings =
                limits.equals(BandwidthLimits.NONE) ? before.without(BandwidthLimits.class) : before.with(limits);
        if (!written.has("capacity")) return settings;
        long capacity = written.rate("capacity", 0);
        return capacity == 0 ? settings.without(LinkCapacity.class) : settings.with(new LinkCapacity(capacity));
    }

    private static BandwidthLimits limits(PortSettings settings) {
        BandwidthLimits limits = settings.feature(BandwidthLimits.class);
        return limits == null ? BandwidthLimits.NONE : limits;
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        BandwidthLimits limits = limits(settings);
        if (limits.maximum() > 0) to.put("max-bandwidth", Words.rate(limits.maximum()));
        if (limits.burstBytes() > 0) to.put("burst", String.valueOf(limits.burstBytes()));
        if (limits.maximumReceive() > 0) to.put("max-receive", Words.rate(limits.maximumReceive()));
        if (limits.minimumWeight() > 0) to.put("min-weight", String.valueOf(limits.minimumWeight()));
        if (limits.minimumAbsolute() > 0) to.put("min-bandwidth", Words.rate(limits.minimumAbsolute()));
        LinkCapacity capacity = settings.feature(LinkCapacity.class);
        if (capacity != null) to.put("capacity", Words.rate(capacity.bitsPerSecond()));
    }
}
