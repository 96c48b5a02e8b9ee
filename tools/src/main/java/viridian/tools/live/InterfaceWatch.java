package viridian.tools.live;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import viridian.tools.attach.FarEnd;
import viridian.vswitch.Clockwork;
import viridian.vswitch.Port;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.VirtualSwitch;

/** Says it when an interface of this machine, or a child outside, goes away under a running switch. */
final class InterfaceWatch implements Clockwork {

    private final VirtualSwitch vswitch;
    private final Set<FarEnd> told = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * What a port was attached to is of no use any more.
     *
     * @param port the port, which stays
     * @param adapter what the port was attached to, such as {@code interface eth1}
     * @param because what the system says
     */
    record InterfaceLost(String port, String adapter, String because) implements SwitchEvent {
        @Override
        public String sentence() {
            return "nothing more arrives on %s of port %s: %s; lab port remove and lab port add take it in again"
                    .formatted(adapter, port, because);
        }
    }

    InterfaceWatch(VirtualSwitch vswitch) {
        this.vswitch = vswitch;
    }

    @Override
    public void tick(long nowNanos) {
        for (Port port : vswitch.ports()) {
            if (port.nic() instanceof FarEnd far) look(port, far);
        }
    }

    private void look(Port port, FarEnd far) {
        String failure = far.failure();
        if (failure == null || !told.add(far)) return;
        InterfaceLost lost = new InterfaceLost(port.name(), far.farEnd(), failure);
        System.err.println("lab: " + lost.sentence());
        vswitch.events().publish(lost);
    }
}
