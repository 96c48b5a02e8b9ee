package viridian.vswitch;

import org.jspecify.annotations.Nullable;

/** An extension that does the same at every port. */
record Everywhere(String name, Kind kind, PortHook hook) implements SwitchExtension {

    @Override
    public PortHook at(Port port, PortSettings settings, @Nullable PortHook before) {
        return hook;
    }
}
