package viridian.vswitch.bandwidth;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Clockwork;
import viridian.vswitch.Port;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSettings;
import viridian.vswitch.Role;
import viridian.vswitch.SwitchExtension;
import viridian.vswitch.VirtualSwitch;

/**
 * Maximums of what ports send and receive, and minimums on crowded uplinks. There is no queue in a switch without a thread,
 * so what is too much is dropped (14 Qos), and bursts are let pass as far as buckets are deep.
 *
 * <p>Ports say by {@link BandwidthLimits} what they want, network ports by {@link LinkCapacity} what they carry.
 */
public final class Bandwidth implements SwitchExtension, Clockwork {

    private final VirtualSwitch vswitch;
    private final BandwidthMode mode;
    private final ToLongFunction<Port> linkSpeed;
    private volatile DefaultFlow defaultFlow = DefaultFlow.USUAL;

    /** What is to hold, from {@link #plan} until the hooks are made; under the switch's lock. */
    private Claims claims = new Claims(true, List.of(), DefaultFlow.USUAL);

    private final Map<Port, PortBandwidth> hooks = new ConcurrentHashMap<>();

    private Bandwidth(VirtualSwitch vswitch, BandwidthMode mode, ToLongFunction<Port> linkSpeed) {
        this.vswitch = vswitch;
        this.mode = mode;
        this.linkSpeed = linkSpeed;
    }

    /**
     * Extends a switch with limits.
     *
     * @param linkSpeed of the link behind a network port, bits per second, or 0 if it is not known
     * @throws IllegalArgumentException if its ports have limits already that contradict each other or the mode
     */
    public static Bandwidth on(VirtualSwitch vswitch, BandwidthMode mode, ToLongFunction<Port> linkSpeed) {
        Bandwidth bandwidth = new Bandwidth(vswitch, mode, linkSpeed);
        vswitch.extend(bandwidth);
        return bandwidth;
    }

    public BandwidthMode mode() {
        return mode;
    }

    public DefaultFlow defaultFlow() {
        return defaultFlow;
    }

    /**
     * What all ports without a minimum are sure of together from now on.
     *
     * @throws IllegalArgumentException if an uplink cannot keep that beside the ports' minimums; then nothing has changed
     */
    public synchronized void defaultFlow(DefaultFlow wanted) {
        DefaultFlow before = defaultFlow;
        defaultFlow = wanted;
        try {
            vswitch.refresh();
        } catch (IllegalArgumentException refused) {
            defaultFlow = before;
            throw refused;
        }
    }

    @Override
    public String name() {
        return "bandwidth";
    }

    @Override
    public Kind kind() {
        return Kind.FILTER;
    }

    /** @throws IllegalArgumentException if the switch has no such minimums, or an uplink cannot keep them all */
    @Override
    public void plan(Map<Port, PortSettings> planned) {
        Claims wanted = Claims.of(mode, planned, defaultFlow);
        planned.forEach((port, settings) -> {
            long capacity = capacity(port, settings);
            if (capacity > 0) wanted.requireFit(settings.name(), capacity);
        });
        claims = wanted;
        hooks.keySet().retainAll(planned.keySet());
    }

    @Override
    public @Nullable PortHook at(Port port, PortSettings settings, @Nullable PortHook before) {
        PortBandwidth was = before instanceof PortBandwidth known ? known : null;
        BandwidthLimits set = settings.feature(BandwidthLimits.class);
        BandwidthLimits limits = set == null ? BandwidthLimits.NONE : set;
        long capacity = capacity(port, settings);
        PortBandwidth hook = new PortBandwidth(
                settings.name(),
                Maximum.of(limits.maximum(), limits.burstBytes(), was == null ? null : was.sending()),
                Maximum.of(limits.maximumReceive(), 0, was == null ? null : was.receiving()),
                capacity == 0 || claims.claims().isEmpty()
                        ? null
                        : Uplink.of(claims, capacity, was == null ? null : was.uplink()));
        boolean idle = hook.sending() == null && hook.receiving() == null && hook.uplink() == null;
        if (idle) hooks.remove(port);
        else hooks.put(port, hook);
        return idle ? null : hook;
    }

    /** Of the link behind a port that is to be divided; 0 if it is not. */
    private long capacity(Port port, PortSettings settings) {
        if (mode == BandwidthMode.NONE || settings.role() != Role.NETWORK) return 0;
        LinkCapacity set = settings.feature(LinkCapacity.class);
        return set == null ? linkSpeed.applyAsLong(port) : set.bitsPerSecond();
    }

    /** Looks at what passed, so that the readings are of the last ten seconds. */
    @Override
    public void tick(long nowNanos) {
        for (PortBandwidth hook : hooks.values()) hook.look(nowNanos);
    }

    /** What every limit let pass in the last ten seconds, and how far that is from what was due, by port. */
    public List<BandwidthReading> readings() {
        return hooks.values().stream()
                .sorted(Comparator.comparing(PortBandwidth::port))
                .flatMap(hook -> hook.readings().stream())
                .toList();
    }
}
