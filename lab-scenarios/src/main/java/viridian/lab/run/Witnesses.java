package viridian.lab.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import viridian.lab.Lab;
import viridian.lab.host.linux.Wire;
import viridian.lab.host.linux.Witness;

/** The independent witnesses of a running lab, one on each real wire: none in the embedded form. */
final class Witnesses implements Closeable {

    private final Map<String, Witness> byNic = new LinkedHashMap<>();

    private Witnesses() {}

    /** Has them listen; each writes down every frame from now on, in a file witness-LAYOUT-NIC.pcap. */
    static Witnesses of(Lab lab, Path directory) throws IOException {
        Witnesses all = new Witnesses();
        try {
            for (Map.Entry<String, Wire> wire : lab.realWires().entrySet()) {
                String name = "witness-%s-%s.pcap".formatted(lab.plan().name(), wire.getKey());
                all.byNic.put(wire.getKey(), wire.getValue().witness(directory.resolve(name)));
            }
            return all;
        } catch (IOException | RuntimeException failed) {
            all.closeAfter(failed);
            throw failed;
        }
    }

    /** Lets them write down what they have heard, and ends them. */
    List<WitnessFile> dismiss() throws IOException {
        List<WitnessFile> files = new ArrayList<>();
        for (Map.Entry<String, Witness> one : byNic.entrySet()) {
            Witness witness = one.getValue();
            boolean complete = witness.stop().isComplete();
            files.add(new WitnessFile(one.getKey(), witness.file(), complete));
        }
        return files;
    }

    private void closeAfter(Exception failed) {
        try {
            close();
        } catch (IOException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    /** Ends those still there; one that does not end is ended with its wire. */
    @Override
    public void close() throws IOException {
        for (Witness witness : byNic.values()) witness.close();
    }
}
