package viridian.lab;

import java.io.IOException;
import viridian.lab.topology.AdapterType;
import viridian.lab.topology.Topology;

/** A program of its own that makes a lab with a real machine and waits to be killed: the lab's name. */
final class DoomedMachine {

    private DoomedMachine() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        Topology plan = Topology.named(words[0])
                .network("lan", network -> {})
                .qemu(
                        "box",
                        host -> host.adapter("ours", at -> at.network("lan").type(AdapterType.LEGACY))
                                .adapter("theirs", at -> at.network("lan").type(AdapterType.VIRTIO)))
                .build();
        try (Lab lab = Lab.start(plan, Form.EMBEDDED, null)) {
            System.out.println(lab.host("box").name() + " is up");
            Thread.sleep(600_000);
        }
    }
}
