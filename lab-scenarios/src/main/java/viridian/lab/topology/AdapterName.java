package viridian.lab.topology;

/**
 * Which adapter of which host, written {@code web/production}; also the name of the switch port it is plugged into.
 *
 * @param host the host's name
 * @param adapter the adapter's name, unique within its host
 */
public record AdapterName(String host, String adapter) {

    @Override
    public String toString() {
        return host + "/" + adapter;
    }
}
