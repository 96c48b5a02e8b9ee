package viridian.tools.options;

import java.util.List;
import java.util.Map;
import viridian.vswitch.PortSettings;

/** Some of a port's settings that belong together, as an administrator writes them. */
interface PortGroup {

    /** What can be written. */
    List<Option> options();

    /**
     * The settings with what is written in place of what was.
     *
     * @param written has at least one key of this group, and no others
     */
    PortSettings apply(PortSettings before, Options written);

    /** How the settings would be written; what is as it is without a word is left out. */
    void write(PortSettings settings, Map<String, String> to);
}
