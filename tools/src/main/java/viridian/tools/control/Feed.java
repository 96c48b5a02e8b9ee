package viridian.tools.control;

import java.util.function.Consumer;

/** Something that goes on telling lines. */
public interface Feed {

    /**
     * Begins to tell.
     *
     * @param lines takes each line, from any thread, and never waits
     * @return ends it
     */
    Runnable begin(Consumer<String> lines);
}
