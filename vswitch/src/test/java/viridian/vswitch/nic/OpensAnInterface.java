package viridian.vswitch.nic;

import java.io.IOException;

/** A program of its own for tests of what is missing: opens an interface and prints how that went. */
final class OpensAnInterface {

    private OpensAnInterface() {}

    public static void main(String[] words) {
        try (PcapNic nic = PcapNic.open(words[0], PcapOptions.ANY)) {
            System.out.println("opened " + nic.name());
        } catch (IOException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
