package viridian.vswitch;

/** Something that happened to a switch, at a moment. Events are records; their components are what there is to know. */
public interface SwitchEvent {

    /** What happened, in words. */
    String sentence();

    /** A port was plugged in. */
    record PortPlugged(String port) implements SwitchEvent {
        @Override
        public String sentence() {
            return "port " + port + " was plugged in";
        }
    }

    /** A port was unplugged. */
    record PortUnplugged(String port) implements SwitchEvent {
        @Override
        public String sentence() {
            return "port " + port + " was unplugged";
        }
    }

    /** A port was given other settings. */
    record PortChanged(String port) implements SwitchEvent {
        @Override
        public String sentence() {
            return "port " + port + " has other settings";
        }
    }

    /** A port forwards, or stopped forwarding. */
    record PortStateChanged(String port, PortState state) implements SwitchEvent {
        @Override
        public String sentence() {
            return "port " + port + " is " + state.words();
        }
    }

    /** The switch was given other settings. */
    record SwitchChanged(String name) implements SwitchEvent {
        @Override
        public String sentence() {
            return "switch " + name + " has other settings";
        }
    }

    /** A station was seen for the first time. */
    record AddressLearned(int vlan, String mac, String port) implements SwitchEvent {
        @Override
        public String sentence() {
            return "%s in VLAN %d is behind port %s".formatted(mac, vlan, port);
        }
    }

    /** A station was seen at another port than before. */
    record AddressMoved(int vlan, String mac, String from, String to) implements SwitchEvent {
        @Override
        public String sentence() {
            return "%s in VLAN %d moved from port %s to port %s".formatted(mac, vlan, from, to);
        }
    }

    /** A full table gave up the address longest unseen. */
    record AddressEvicted(int vlan, String mac, String port) implements SwitchEvent {
        @Override
        public String sentence() {
            return "the full address table gave up %s in VLAN %d, behind port %s".formatted(mac, vlan, port);
        }
    }
}
