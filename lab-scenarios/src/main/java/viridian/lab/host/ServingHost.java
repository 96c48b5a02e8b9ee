package viridian.lab.host;

import java.io.IOException;
import java.util.List;
import viridian.lab.service.DhcpSettings;
import viridian.lab.service.TftpFiles;
import viridian.lab.topology.AdapterName;

/** A host that can give others addresses and files. */
public interface ServingHost extends LabHost {

    /**
     * Begins to serve on the link of an adapter, until the host ends.
     *
     * @throws IOException if the host has such a server already
     */
    void serve(AdapterName on, DhcpSettings settings, TftpFiles files) throws IOException;

    /** What it has given, a sentence each, the latest last. */
    List<String> served();
}
