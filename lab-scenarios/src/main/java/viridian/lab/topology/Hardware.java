package viridian.lab.topology;

import java.util.List;

/**
 * What a real virtual machine is made of, and what it is told.
 *
 * @param megabytes of memory
 * @param kernelOptions words for its kernel, behind those of the lab
 * @param programs of this computer that it has too, by their names
 * @param commands run by its shell once its adapters are set up, in order; one that fails keeps the lab from coming up
 */
public record Hardware(int megabytes, String kernelOptions, List<String> programs, List<String> commands) {

    /** Our choice: a Debian kernel with the image of the lab needs half of it. */
    public static final int USUAL_MEGABYTES = 256;

    /** A machine that nobody has said anything about. */
    public static final Hardware USUAL = new Hardware(USUAL_MEGABYTES, "", List.of(), List.of());

    public Hardware {
        programs = List.copyOf(programs);
        commands = List.copyOf(commands);
    }
}
