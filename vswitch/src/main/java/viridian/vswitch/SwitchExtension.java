package viridian.vswitch;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A feature of the switch that has a say in where frames go. What it does at each port is a {@link PortHook}. */
public interface SwitchExtension {

    /**
     * When an extension is asked: in this order about a frame that comes in, in the reverse order about one that leaves.
     * Extensions of one kind are asked in the order in which the switch was given them.
     */
    enum Kind {
        /** Looks, and lets pass. */
        CAPTURE,

        /** Drops what must not pass. */
        FILTER,

        /** Decides where frames go, or deals with them itself. */
        FORWARDING
    }

    /** What it is called where frames are explained: {@code acl}. */
    String name();

    Kind kind();

    /**
     * The ports there are about to be, with the settings they are about to have: for an extension whose work at one port
     * depends on the others. Called under the switch's lock whenever any setting changes, before {@link #at}. Another extension
     * may still refuse the change, so what is remembered here takes effect with the hooks only.
     *
     * @throws IllegalArgumentException to refuse the change, with a sentence for the administrator
     */
    default void plan(Map<Port, PortSettings> planned) {}

    /**
     * What the extension does at one port, or null if it does nothing there: a port pays only for what it uses. Asked
     * for every port whenever any setting of the switch changes, under the switch's lock.
     *
     * @param settings those the port is about to have
     * @param before the hook the port has had so far, whose state the new one may carry on
     * @throws IllegalArgumentException to refuse the change, with a sentence for the administrator
     */
    @Nullable
    PortHook at(Port port, PortSettings settings, @Nullable PortHook before);
}
