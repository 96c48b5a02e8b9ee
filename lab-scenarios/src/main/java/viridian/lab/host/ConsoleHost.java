package viridian.lab.host;

import java.io.IOException;

/** A host with a console, where its system speaks to people. */
public interface ConsoleHost extends LabHost {

    /** All it has said there so far. */
    String console() throws IOException;
}
