package viridian.lab.host.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import viridian.vswitch.nic.PcapOptions;

/** A program of its own that makes a lab and waits to be killed: log directory, lab, an interface that was there before. */
final class DoomedLab {

    private DoomedLab() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        LinuxLab lab = LinuxLab.open(Path.of(words[0]), words[1]);
        Namespace web = lab.namespace("web");
        Wire wire = lab.wire("nic0", 1_500);
        wire.plug(web, "eth0", "10.0.0.1/24", null);
        lab.cable("nic1", 1_500, FarEnd.in(web, "eth1"));
        web.spawn(List.of("sleep", "600"));
        lab.takeOver(words[2]);
        lab.hold(words[2], PcapOptions.ANY);
        System.out.println("ready");
        Thread.sleep(600_000);
    }
}
