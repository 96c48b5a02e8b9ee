package viridian.lab.host;

import java.io.IOException;
import viridian.vswitch.nic.linux.ProcessResult;

/** A host that runs real programs: a Linux namespace. */
public interface CommandHost extends LabHost {

    /** Runs a command by the shell inside the host, and waits for its end. */
    ProcessResult run(String command) throws IOException, InterruptedException;
}
