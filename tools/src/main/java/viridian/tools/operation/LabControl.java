package viridian.tools.operation;

import java.util.List;
import viridian.lab.host.AdapterMeter;
import viridian.partitions.Partition;
import viridian.tools.control.Answers;
import viridian.tools.control.Reply;

/** What a lab that is kept up answers on its control socket: what there is to see of its guests. */
public final class LabControl implements Answers {

    private final Operations operations = new Operations();

    /**
     * @param guests with a bus of their own
     * @param adapters their legacy ones
     */
    public LabControl(List<Partition> guests, List<AdapterMeter> adapters) {
        List<Partition> seen = List.copyOf(guests);
        List<AdapterMeter> metered = List.copyOf(adapters);
        new Buses(() -> seen, () -> metered).join(operations);
    }

    @Override
    public Reply answer(String line) {
        return operations.answer(line, (request, reply) -> new Reply.Line(reply));
    }
}
