package viridian.vswitch.acl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.Port;
import viridian.vswitch.PortHook;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchExtension;

/**
 * Lets frames pass at each port as the port's {@link AccessList} says. What a rule denies is dropped as 8 Filtered, the
 * administrators' reason for what an extension's rules refuse; 12 FailedSecurityPolicy is for addresses that are not the
 * guest's.
 */
public final class AccessControl implements SwitchExtension {

    /** The lists at work, for those who want to know what they have counted. A port that is gone takes its own with it. */
    private final Map<Port, PortAccess> atWork = Collections.synchronizedMap(new WeakHashMap<>());

    private final LongSupplier secrets;

    /** @param secrets a source of random numbers: nobody outside may guess them, or he chooses which connections are forgotten */
    public AccessControl(LongSupplier secrets) {
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "acl";
    }

    @Override
    public Kind kind() {
        return Kind.FILTER;
    }

    @Override
    public @Nullable PortHook at(Port port, PortSettings settings, @Nullable PortHook before) {
        AccessList list = settings.feature(AccessList.class);
        if (list == null || list.rules().isEmpty()) {
            atWork.remove(port);
            return null;
        }
        PortAccess known = before instanceof PortAccess access ? access : null;
        if (known != null && known.list().equals(list)) return known;
        PortAccess access = new PortAccess(list, known, secrets.getAsLong());
        atWork.put(port, access);
        return access;
    }

    /** What the rules of a port have counted, in the order they are asked. */
    public List<RuleCount> counts(Port port) {
        PortAccess access = atWork.get(port);
        return access == null ? List.of() : access.counts();
    }

    /** How many connections a port remembers for its stateful rules. */
    public int connections(Port port, long nowNanos) {
        PortAccess access = atWork.get(port);
        return access == null ? 0 : access.connections(nowNanos);
    }

    /** How many connections a port has forgotten before their time, for want of room. */
    public long evictions(Port port) {
        PortAccess access = atWork.get(port);
        return access == null ? 0 : access.evictions();
    }
}
