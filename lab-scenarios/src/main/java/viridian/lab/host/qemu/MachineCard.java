package viridian.lab.host.qemu;

import java.nio.file.Path;
import java.util.List;
import viridian.vswitch.frame.MacAddress;

/**
 * A network card of QEMU's own, whose frames travel over a UNIX socket that somebody listens at.
 *
 * @param model which card
 * @param mac its address
 * @param mtu the longest IP packet its driver is to send, bytes
 * @param socket where the lab listens for the frames
 */
public record MachineCard(Model model, MacAddress mac, int mtu, Path socket) {

    /** A model of QEMU's. */
    public enum Model {
        /** Intel 82540EM. */
        E1000("e1000", "e1000"),
        /** The paravirtual card, by PCI. */
        VIRTIO("virtio-net-pci", "virtio_net"),
        /** QEMU's own DEC 21143, one generation after our 21140A. */
        TULIP_21143("tulip", "tulip");

        private final String device;
        private final String module;

        Model(String device, String module) {
            this.device = device;
            this.module = module;
        }

        /** Linux' driver for it. */
        public String module() {
            return module;
        }
    }

    /** The words of QEMU's command line for it, as the machine's card of this number, in this slot. */
    List<String> words(int number, int slot) {
        String netdev = "stream,id=n%d,server=off,addr.type=unix,addr.path=%s".formatted(number, escaped(socket));
        String device = "%s,netdev=n%d,mac=%s,romfile=,addr=%#x%s"
                .formatted(model.device, number, mac.toString().replace('-', ':'), slot, ownMtu());
        return List.of("-netdev", netdev, "-device", device);
    }

    /** Of the models, one can tell its driver how much the network carries; the others' find out by being set. */
    private String ownMtu() {
        return model == Model.VIRTIO ? ",host_mtu=" + mtu : "";
    }

    /** A comma ends a value, unless there are two (qemu(1), "-drive"). */
    static String escaped(Path path) {
        return path.toString().replace(",", ",,");
    }
}
