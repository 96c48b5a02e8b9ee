package viridian.vswitch.multicast;

import viridian.vswitch.SwitchEvent;

/** What happens to multicast at a switch. VLAN 0 is the untagged domain. */
public sealed interface MulticastEvent extends SwitchEvent {

    /** Hosts behind a port listen to a group, and did not before. */
    record GroupJoined(String port, int vlan, String group) implements MulticastEvent {
        @Override
        public String sentence() {
            return "hosts behind port %s listen to %s in VLAN %d".formatted(port, group, vlan);
        }
    }

    /** Nobody behind a port listens to a group any more. */
    record GroupLeft(String port, int vlan, String group) implements MulticastEvent {
        @Override
        public String sentence() {
            return "nobody behind port %s listens to %s in VLAN %d any more".formatted(port, group, vlan);
        }
    }

    /** A multicast router was heard behind a port. */
    record RouterPortFound(String port, int vlan, String protocol) implements MulticastEvent {
        @Override
        public String sentence() {
            return "a multicast router is behind port %s in VLAN %d (%s)".formatted(port, vlan, protocol);
        }
    }

    /** No multicast router was heard behind a port for so long that there is none any more. */
    record RouterPortLost(String port, int vlan, String protocol) implements MulticastEvent {
        @Override
        public String sentence() {
            return "no multicast router is behind port %s in VLAN %d any more (%s)".formatted(port, vlan, protocol);
        }
    }

    /** From now on this querier asks who listens; its port is empty if it is the switch itself. */
    record QuerierElected(int vlan, String protocol, String address, String port) implements MulticastEvent {
        @Override
        public String sentence() {
            String where = port.isEmpty() ? "this switch" : address + " behind port " + port;
            return "%s is the %s querier of VLAN %d".formatted(where, protocol, vlan);
        }
    }

    /** Nobody asks who listens any more: until somebody does, multicast goes to every port of the VLAN. */
    record QuerierLost(int vlan, String protocol) implements MulticastEvent {
        @Override
        public String sentence() {
            return "VLAN %d has no %s querier any more".formatted(vlan, protocol);
        }
    }
}
