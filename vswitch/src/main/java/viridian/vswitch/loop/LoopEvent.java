package viridian.vswitch.loop;

import viridian.vswitch.SwitchEvent;
import viridian.vswitch.loop.rstp.PortRole;

/** What happens about loops. */
public sealed interface LoopEvent extends SwitchEvent {

    /** A port has another role in the spanning tree. */
    record RoleChanged(String port, PortRole role) implements LoopEvent {
        @Override
        public String sentence() {
            return "port %s has the role %s in the spanning tree".formatted(port, role);
        }
    }

    /** A port began to forward to other bridges, and every bridge is told to forget where stations were. */
    record TopologyChanged(String port) implements LoopEvent {
        @Override
        public String sentence() {
            return "port " + port + " began to forward; the tree has another shape";
        }
    }

    /** Another bridge is taken for the root. */
    record RootChanged(String root) implements LoopEvent {
        @Override
        public String sentence() {
            return "bridge " + root + " is the root of the spanning tree";
        }
    }

    /** A probe sent by one port came in by another; the later of the two was stopped. */
    record LoopFound(String sent, String heard, String stopped) implements LoopEvent {
        @Override
        public String sentence() {
            return "a loop: what port %s sends comes back at port %s; port %s no longer forwards"
                    .formatted(sent, heard, stopped);
        }
    }

    /** A bridge was heard where none should be. */
    record BridgeFound(String port) implements LoopEvent {
        @Override
        public String sentence() {
            return "a bridge sends BPDUs to port " + port + ", which is guarded against that; it no longer forwards";
        }
    }

    /** What stopped a port was not heard for long enough. */
    record PortRecovered(String port) implements LoopEvent {
        @Override
        public String sentence() {
            return "port " + port + " recovered and takes part again";
        }
    }
}
