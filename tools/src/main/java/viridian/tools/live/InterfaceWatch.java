package viridian.tools.live;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import viridian.vswitch.Clockwork;
import viridian.vswitch.Port;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.VirtualSwitch;

/** Says it when an interface of this machine goes away under a running switch. */
final class InterfaceWatch implements Clockwork {

    private final VirtualSwitch vswitch;
    private final Set<RealNic> told = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * An interface that a port was attached to is of no use any more.
     *
     * @param port the port, which stays
     * @param because what the system says
     */
    record InterfaceLost(String port, String adapter, String because) implements SwitchEvent {
        @Override
        public String sentence() {
            return "nothing more arrives on interface %s of port %s: %s; lab port remove and lab port add take it in again"
                    .formatted(adapter, port, because);
        }
    }

    InterfaceWatch(VirtualSwitch vswitch) {
        this.vswitch = vswitch;
    }

    @Override
    public void tick(long nowNanos) {
        for (Port port : vswitch.ports()) {
            if (port.nic() instanceof RealNic real) look(port, real);
        }
    }

    private void look(Port port, RealNic real) {
        String failure = real.failure();
        if (failure == null || !told.add(real)) return;
        InterfaceLost lost = new InterfaceLost(port.name(), real.name(), failure);
        System.err.println("lab: " + lost.sentence());
        vswitch.events().publish(lost);
    }
}
