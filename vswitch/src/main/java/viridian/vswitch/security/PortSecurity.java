package viridian.vswitch.security;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchExtension;

/** Holds each port to the {@link Guards} in its settings; a port without guards pays nothing. */
public final class PortSecurity implements SwitchExtension {

    @Override
    public String name() {
        return "security";
    }

    @Override
    public Kind kind() {
        return Kind.FILTER;
    }

    @Override
    public @Nullable PortHook at(Port port, PortSettings settings, @Nullable PortHook before) {
        Guards guards = settings.feature(Guards.class);
        if (guards == null || guards.equals(Guards.NONE)) return null;
        PortGuard known = before instanceof PortGuard guard ? guard : null;
        return known != null && known.guards().equals(guards) ? known : new PortGuard(guards, known);
    }
}
