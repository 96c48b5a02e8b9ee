package viridian.partitions.hypercall;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a partition's connection ids lead to (Hypervisor Top Level Functional Specification, Inter-Partition
 * Communication). Looked up by guests' processors while the parent changes it: readers see a table that never changes,
 * writers replace it. A plain array, because looking up an id must make no object.
 */
public final class ConnectionTable {

    private static final int ID_BITS = 0xFF_FFFF;

    private record Connection(int id, Object port) {}

    private volatile Connection[] connections = {};

    /** A table without connections. */
    public ConnectionTable() {}

    /** Messages posted to {@code id} now go to this port. */
    public void connect(int id, MessagePort port) {
        add(new Connection(id, port));
    }

    /** Events signalled on {@code id} now go to this port. */
    public void connect(int id, EventPort port) {
        add(new Connection(id, port));
    }

    /** Nothing is behind {@code id} any more. */
    public synchronized void disconnect(int id) {
        connections = Arrays.stream(connections).filter(c -> c.id != id).toArray(Connection[]::new);
    }

    /** Nothing is behind any id any more. */
    public synchronized void clear() {
        connections = new Connection[0];
    }

    /** The message or event port behind an id, null if there is none; only the low 24 bits of the id count. */
    @Nullable
    Object port(int id) {
        for (Connection connection : connections) {
            if (connection.id == (id & ID_BITS)) return connection.port;
        }
        return null;
    }

    private synchronized void add(Connection connection) {
        disconnect(connection.id);
        Connection[] more = Arrays.copyOf(connections, connections.length + 1);
        more[connections.length] = connection;
        connections = more;
    }
}
