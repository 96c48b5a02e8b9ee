package viridian.lab.topology;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import viridian.vswitch.frame.MacAddress;

/**
 * Addresses for adapters whose plan names none: 00-15-5D, one byte from the lab's name, two from the adapter's.
 *
 * <p>The same plan gets the same addresses on every machine, and adding a host moves nobody else's, except where two
 * names fall on one address: then the later one in the plan takes the next free.
 */
final class MacPool {

    private static final long VENDOR = 0x00155DL << 24;

    private final long lab;
    private final Set<MacAddress> taken;

    MacPool(String lab, Collection<MacAddress> given) {
        this.lab = VENDOR | ((hash(lab) & 0xFF) << 16);
        this.taken = new HashSet<>(given);
    }

    MacAddress take(AdapterName adapter) {
        long last = hash(adapter.toString());
        MacAddress address = address(last);
        while (!taken.add(address)) address = address(++last);
        return address;
    }

    private MacAddress address(long last) {
        return MacAddress.of(lab | (last & 0xFFFF));
    }

    private static long hash(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
