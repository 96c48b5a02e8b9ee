package viridian.tools.live;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import viridian.tools.attach.FarEnd;
import viridian.vswitch.Clockwork;
import viridian.vswitch.Port;
import viridian.vswitch.SwitchEvent;
import viridian.vswitch.VirtualSwitch;

/** Says it when an interface of this machine, a child outside or the peer of a socket goes away under a running switch, and comes back. */
final class InterfaceWatch implements Clockwork {

    private final VirtualSwitch vswitch;
    private final Set<FarEnd> told = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * What a port was attached to is of no use any more.
     *
     * @param port the port, which stays
     * @param adapter what the port was attached to, such as {@code interface eth1}
     * @param because what the system says
     * @param remedy what brings it back
     */
    record InterfaceLost(String port, String adapter, String because, String remedy) implements SwitchEvent {
        @Override
        public String sentence() {
            return "nothing more arrives on %s of port %s: %s; %s".formatted(adapter, port, because, remedy);
        }
    }

    /**
     * What a port was attached to has come back by itself.
     *
     * @param port the port
     * @param adapter what the port is attached to, such as {@code socket /run/vm.sock}
     */
    record InterfaceBack(String port, String adapter) implements SwitchEvent {
        @Override
        public String sentence() {
            return "%s of port %s is met again".formatted(adapter, port);
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
        if (failure != null && told.add(far)) {
            tell(new InterfaceLost(port.name(), far.farEnd(), failure, far.remedy()));
        } else if (failure == null && told.remove(far)) {
            tell(new InterfaceBack(port.name(), far.farEnd()));
        }
    }

    private void tell(SwitchEvent event) {
        System.err.println("lab: " + event.sentence());
        vswitch.events().publish(event);
    }
}
