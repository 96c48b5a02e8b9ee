package viridian.partitions.hypercall;

import java.lang.foreign.MemorySegment;
import viridian.partitions.Partition;
import viridian.partitions.synic.MessageBuffers;
import viridian.partitions.synic.SynIc;

/** A port that takes messages: sixteen at a time, until the owner has taken them. */
final class SynIcMessagePort extends Port implements MessagePort {

    private final MessageBuffers buffers;

    SynIcMessagePort(Partition owner, Partition sender, int id, int source, int processor) {
        super(owner, sender, source, processor);
        this.buffers = new MessageBuffers(id);
    }

    @Override
    int kind() {
        return PortCalls.MESSAGE;
    }

    @Override
    void connect(ConnectionTable connections, int id) {
        connections.connect(id, this);
    }

    @Override
    public HypercallStatus post(int type, MemorySegment payload, long at, int length) {
        if (!isAlive()) return HypercallStatus.INVALID_PORT_ID;
        if (isProcessorMissing()) return HypercallStatus.INVALID_VP_INDEX;
        SynIc target = target();
        if (target == null) return HypercallStatus.INVALID_SYNIC_STATE;
        boolean kept = target.post(source(), type, payload, at, length, buffers);
        return kept ? HypercallStatus.SUCCESS : HypercallStatus.INSUFFICIENT_BUFFERS;
    }

    @Override
    boolean isListening(SynIc synIc) {
        return synIc.takesMessages();
    }

    @Override
    void delete() {
        super.delete();
        for (int i = 0; i < owner().processors(); i++) {
            owner().processor(i).synIc().discard(source(), buffers);
        }
    }
}
