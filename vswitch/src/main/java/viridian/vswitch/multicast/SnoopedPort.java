package viridian.vswitch.multicast;

import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.PortState;

/** A port as snooping knows it: the settings it has acted upon, and how many groups were joined behind it. */
final class SnoopedPort {

    private final Port port;
    private PortSettings settings;
    private MulticastPort feature;
    private PortState state;
    private int joined;

    SnoopedPort(Port port) {
        this.port = port;
        this.settings = port.settings();
        this.feature = featureOf(settings);
        this.state = port.state();
    }

    private static MulticastPort featureOf(PortSettings settings) {
        MulticastPort said = settings.feature(MulticastPort.class);
        return said == null ? MulticastPort.USUAL : said;
    }

    /** Looks at the port again. Whether anything about it has changed. */
    boolean update() {
        PortSettings now = port.settings();
        PortState stateNow = port.state();
        if (now.equals(settings) && state == stateNow) return false;
        settings = now;
        feature = featureOf(now);
        state = stateNow;
        return true;
    }

    Port port() {
        return port;
    }

    String name() {
        return port.name();
    }

    PortSettings settings() {
        return settings;
    }

    MulticastPort feature() {
        return feature;
    }

    boolean delivers() {
        return state.delivers();
    }

    /** Whether one more group may be joined behind it. */
    boolean mayJoin() {
        return feature.groupLimit() == 0 || joined < feature.groupLimit();
    }

    void joined() {
        joined++;
    }

    void left() {
        joined--;
    }

    @Override
    public String toString() {
        return port.toString();
    }
}
