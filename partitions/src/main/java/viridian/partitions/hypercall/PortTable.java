package viridian.partitions.hypercall;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ports of a partition that were made by hypercall, by number. */
public final class PortTable {

    private final Map<Integer, Port> ports = new HashMap<>();

    /** A table without ports. */
    public PortTable() {}

    synchronized boolean has(int id) {
        return ports.containsKey(id);
    }

    synchronized @Nullable Port port(int id) {
        return ports.get(id);
    }

    synchronized void add(int id, Port port) {
        ports.put(id, port);
    }

    /** Deletes a port; whether there was one. */
    synchronized boolean delete(int id) {
        Port port = ports.remove(id);
        if (port == null) return false;
        port.delete();
        return true;
    }

    /** Deletes them all. */
    public synchronized void close() {
        ports.values().forEach(Port::delete);
        ports.clear();
    }
}
