package viridian.partitions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import viridian.partitions.vmbus.VmbusVersion;

/** The guest systems the lab knows about: a table with sources, {@code guests.tsv}, read once. */
public final class GuestCatalogue {

    private static final String TABLE = "guests.tsv";
    private static final String NONE = "-";
    private static final int COLUMNS = 9;
    private static final List<GuestOs> SYSTEMS = read();

    /** Versions of the adapter's protocol by their names in the table. */
    private static int nvsp(String name) {
        return switch (name) {
            case NONE -> 0;
            case "1" -> 0x0000_0002;
            case "2" -> 0x0003_0002;
            case "4" -> 0x0004_0000;
            case "5" -> 0x0005_0000;
            case "6" -> 0x0006_0000;
            case "6.1" -> 0x0006_0001;
            default -> throw new IllegalStateException(TABLE + ": no version " + name);
        };
    }

    private GuestCatalogue() {}

    /** All of them, in the order of the table. */
    public static List<GuestOs> systems() {
        return SYSTEMS;
    }

    /** The system of this name, whatever the case of its letters. */
    public static Optional<GuestOs> find(String name) {
        return SYSTEMS.stream()
                .filter(system -> system.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static List<GuestOs> read() {
        try (InputStream table = Objects.requireNonNull(GuestCatalogue.class.getResourceAsStream(TABLE))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> system(line.split("\t", -1)))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static GuestOs system(String[] row) {
        if (row.length != COLUMNS) throw new IllegalStateException(TABLE + ": " + String.join("|", row));
        Map<HostProfile, Integer> processors = new EnumMap<>(HostProfile.class);
        HostProfile[] profiles = HostProfile.values();
        for (int i = 0; i < profiles.length; i++) processors.put(profiles[i], Integer.valueOf(row[2 + i]));
        Enlightenment enlightenment =
                Enlightenment.valueOf(row[1].replace('-', '_').toUpperCase(Locale.ROOT));
        return new GuestOs(row[0], enlightenment, processors, versions(row[6]), nvsp(row[7]), row[8]);
    }

    private static Set<VmbusVersion> versions(String range) {
        if (range.equals(NONE)) return Set.of();
        String[] ends = range.split("-", -1);
        return EnumSet.range(version(ends[0]), version(ends[1]));
    }

    private static VmbusVersion version(String name) {
        return Arrays.stream(VmbusVersion.values())
                .filter(version -> version.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(TABLE + ": no version " + name));
    }
}
