package viridian.partitions.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A class with a {@code public static void fuzzerTestOneInput(byte[])}: whatever the bytes are, it returns. Its seeds stand
 * beside it among the resources, {@code RingFuzz.seeds} those of {@code RingFuzz}: a line for each, first what it is about,
 * then a colon and hexadecimal digits. Lines that begin with # are comments.
 */
public record FuzzTarget(Class<?> type) {

    /** An input worth keeping: one that leads far, or one that was found to break something. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Seed(FuzzTarget target, String about, byte[] bytes) {

        /** Has it taken. */
        public void take() {
            target.take(bytes);
        }

        @Override
        public String toString() {
            return target.name() + ": " + about;
        }
    }

    /** What it is called on the command line. */
    public String name() {
        return type.getSimpleName();
    }

    /** Has an input taken; what is thrown is a finding. */
    void take(byte[] input) {
        try {
            type.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
        } catch (InvocationTargetException finding) {
            throw new AssertionError(name() + " " + HexFormat.of().formatHex(input), finding.getCause());
        } catch (ReflectiveOperationException wrong) {
            throw new IllegalStateException(type + " is no fuzz target", wrong);
        }
    }

    /** Its seeds, of which there is at least one. */
    public List<Seed> seeds() {
        List<Seed> seeds = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) continue;
            int colon = line.indexOf(':');
            String digits = line.substring(colon + 1).replace(" ", "");
            seeds.add(new Seed(this, line.substring(0, colon), HexFormat.of().parseHex(digits)));
        }
        if (seeds.isEmpty()) throw new IllegalStateException(name() + " has no seeds");
        return seeds;
    }

    private String text() {
        try (InputStream in = type.getResourceAsStream(name() + ".seeds")) {
            if (in == null) throw new IllegalStateException("no " + name() + ".seeds beside " + name());
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the seeds of " + name(), e);
        }
    }
}
