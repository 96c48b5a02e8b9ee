package viridian.partitions.hypercall;

import viridian.partitions.Partition;
import viridian.partitions.synic.SynIc;

/** A port with event flags of its owner: so many, from a first one on. */
final class SynIcEventPort extends Port implements EventPort {

    private final int firstFlag;
    private final int flags;

    SynIcEventPort(Partition owner, Partition sender, int source, int processor, int firstFlag, int flags) {
        super(owner, sender, source, processor);
        this.firstFlag = firstFlag;
        this.flags = flags;
    }

    @Override
    int kind() {
        return PortCalls.EVENT;
    }

    @Override
    void connect(ConnectionTable connections, int id) {
        connections.connect(id, this);
    }

    @Override
    public HypercallStatus signal(int flag) {
        if (!isAlive()) return HypercallStatus.INVALID_PORT_ID;
        if (flag >= flags) return HypercallStatus.INVALID_PARAMETER;
        if (isProcessorMissing()) return HypercallStatus.INVALID_VP_INDEX;
        SynIc target = target();
        boolean raised = target != null && target.signal(source(), firstFlag + flag);
        return raised ? HypercallStatus.SUCCESS : HypercallStatus.INVALID_SYNIC_STATE;
    }

    @Override
    boolean isListening(SynIc synIc) {
        return synIc.takesEvents();
    }
}
