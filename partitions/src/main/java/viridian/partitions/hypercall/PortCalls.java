package viridian.partitions.hypercall;

import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.Privileges;
import viridian.partitions.synic.EventFlagsPage;
import viridian.partitions.synic.SynIc;

/**
 * How partitions are connected with one another: the receiver, or its parent, makes a port; the sender, or its parent,
 * connects to it (Hypervisor Top Level Functional Specification, HvCallCreatePort, HvCallConnectPort and their
 * opposites). Two of them have a number of the first release and one of today's, which differ in a field at the end.
 *
 * <p>Message and event ports; monitored notification belongs to the bus.
 */
public final class PortCalls {

    /**
     * 0 owner, 8 port, 12 trust levels (0), 16 who may connect, 24 kind, 28 zero, 32 interrupt source, 36 processor, 40
     * first flag (2 bytes), 42 flags (2), 44 zero.
     */
    public static final HypercallForm CREATE = HypercallForm.simple(0x0057, 0, 48, 0);

    /** As {@link #CREATE}, and 48 proximity. */
    public static final HypercallForm CREATE_TODAY = HypercallForm.simple(0x0095, 0, 56, 0);

    /** 0 owner, 8 port, 12 zero. */
    public static final HypercallForm DELETE = HypercallForm.simple(0x0058, 0, 16, 0);

    /** 0 sender, 8 connection, 12 zero, 16 owner of the port, 24 port, 28 zero, 32 kind, 36 zero. */
    public static final HypercallForm CONNECT = HypercallForm.simple(0x0059, 0, 48, 0);

    /** As {@link #CONNECT}, with 16 bytes more that matter to other kinds, and 64 proximity. */
    public static final HypercallForm CONNECT_TODAY = HypercallForm.simple(0x0096, 0, 72, 0);

    /** 0 sender, 8 connection, 12 zero. */
    public static final HypercallForm DISCONNECT = HypercallForm.simple(0x005B, 0, 16, 0);

    /** Kind of port: messages. */
    public static final int MESSAGE = 1;

    /** Kind of port: event flags. */
    public static final int EVENT = 2;

    private static final int ID_BITS = 0xFF_FFFF;

    private final PartitionControl control;

    public PortCalls(PartitionControl control) {
        this.control = control;
    }

    /** Gives the codes their meaning. */
    public void register(HypercallTable table) {
        table.register(CREATE, alone(this::create));
        table.register(CREATE_TODAY, alone(withProximity(48, this::create)));
        table.register(DELETE, alone(this::delete));
        table.register(CONNECT, alone(this::connect));
        table.register(CONNECT_TODAY, alone(withProximity(64, this::connect)));
        table.register(DISCONNECT, alone(this::disconnect));
    }

    /** While no partition is being ended: what is found active stays so meanwhile. */
    private Hypercall alone(Hypercall decision) {
        return call -> {
            synchronized (control) {
                return decision.call(call);
            }
        };
    }

    private static Hypercall withProximity(int at, Hypercall then) {
        return call -> {
            PartitionCalls.checkProximity(call, at);
            return then.call(call);
        };
    }

    private HypercallStatus create(HypercallArguments call) {
        Partition owner = owner(call, Privileges.CREATE_PORT);
        call.requireZero(12, 4);
        int id = id(call.i32(8), HypercallStatus.INVALID_PORT_ID);
        Partition sender = control.any(call.caller(), call.i64(16));
        PartitionControl.requireActive(sender);
        Port port = port(call, owner, sender, id);
        if (owner.ports().has(id)) return HypercallStatus.INVALID_PORT_ID;
        control.pay(owner, PartitionControl.PORT_PAGES);
        owner.ports().add(id, port);
        return HypercallStatus.SUCCESS;
    }

    private static Port port(HypercallArguments call, Partition owner, Partition sender, int id) {
        call.requireZero(28, 4);
        int source = call.i32(32);
        // Source 0 is the hypervisor's own, for intercepts.
        if (source < 1 || source >= SynIc.SOURCES) throw invalid("interrupt source " + source);
        return switch (call.i32(24)) {
            case MESSAGE -> messagePort(call, owner, sender, id, source);
            case EVENT -> eventPort(call, owner, sender, source);
            default -> throw invalid("ports of kind " + call.i32(24));
        };
    }

    private static Port messagePort(HypercallArguments call, Partition owner, Partition sender, int id, int source) {
        call.requireZero(40, 8);
        return new SynIcMessagePort(owner, sender, id, source, call.i32(36));
    }

    private static Port eventPort(HypercallArguments call, Partition owner, Partition sender, int source) {
        call.requireZero(44, 4);
        int first = call.u16(40);
        int flags = call.u16(42);
        if (flags == 0 || first + flags > EventFlagsPage.FLAGS) throw invalid(flags + " flags from " + first);
        return new SynIcEventPort(owner, sender, source, call.i32(36), first, flags);
    }

    private HypercallStatus delete(HypercallArguments call) {
        Partition owner = owner(call, Privileges.CREATE_PORT);
        call.requireZero(12, 4);
        if (!owner.ports().delete(call.i32(8))) return HypercallStatus.INVALID_PORT_ID;
        control.refund(owner, PartitionControl.PORT_PAGES);
        return HypercallStatus.SUCCESS;
    }

    private HypercallStatus connect(HypercallArguments call) {
        Partition sender = owner(call, Privileges.CONNECT_PORT);
        call.requireZero(12, 4);
        call.requireZero(28, 4);
        call.requireZero(36, 4);
        int id = id(call.i32(8), HypercallStatus.INVALID_CONNECTION_ID);
        Partition receiver = control.any(call.caller(), call.i64(16));
        PartitionControl.requireActive(receiver);
        Port port = receiver.ports().port(call.i32(24));
        if (port == null || port.sender() != sender) return HypercallStatus.INVALID_PORT_ID;
        if (port.kind() != call.i32(32)) return HypercallStatus.INVALID_PARAMETER;
        call.requireZero(40, 8);
        if (sender.connections().port(id) != null) return HypercallStatus.INVALID_CONNECTION_ID;
        control.pay(sender, PartitionControl.CONNECTION_PAGES);
        port.connect(sender.connections(), id);
        return HypercallStatus.SUCCESS;
    }

    private HypercallStatus disconnect(HypercallArguments call) {
        Partition sender = owner(call, Privileges.CONNECT_PORT);
        call.requireZero(12, 4);
        int id = id(call.i32(8), HypercallStatus.INVALID_CONNECTION_ID);
        // What was connected in Java, the buses' connections, is not for guests to sever.
        if (!(sender.connections().port(id) instanceof Port)) return HypercallStatus.INVALID_CONNECTION_ID;
        sender.connections().disconnect(id);
        control.refund(sender, PartitionControl.CONNECTION_PAGES);
        return HypercallStatus.SUCCESS;
    }

    /** Whose port or connection it is: the caller's own, with the privilege, or a child's. */
    private Partition owner(HypercallArguments call, long privilege) {
        Partition caller = call.caller();
        Partition owner = control.childOrSelf(caller, call.i64(0));
        long needed = owner == caller ? privilege : Privileges.CREATE_PARTITIONS;
        if (!caller.may(needed)) throw new Refusal(HypercallStatus.ACCESS_DENIED, caller + " may not connect");
        PartitionControl.requireActive(owner);
        return owner;
    }

    private static int id(int id, HypercallStatus otherwise) {
        if ((id & ~ID_BITS) != 0) throw new Refusal(otherwise, "numbers have 24 bits");
        return id;
    }

    private static Refusal invalid(String what) {
        return new Refusal(HypercallStatus.INVALID_PARAMETER, "there are no " + what);
    }
}
