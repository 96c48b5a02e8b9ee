package viridian.lab.host;

import java.io.IOException;
import viridian.lab.check.AdapterWork;
import viridian.lab.check.Answers;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;

/**
 * A host of a running lab, told what to do by the lab's own thread. Every method waits until what it asks for is done;
 * an interrupt ends the wait.
 */
public interface LabHost extends AutoCloseable {

    String name();

    /** Sends the echo requests of a ping one after the other, and waits for the answer to each. */
    Answers ping(Action.Ping ping, Ipv4Address to) throws IOException, InterruptedException;

    /** Begins to count the datagrams that arrive at a UDP port. */
    DatagramCounter count(int port) throws IOException;

    /**
     * Sends the datagrams of a stream at its pace.
     *
     * @return how many the host's network stack took
     */
    int stream(Action.Stream stream, Ipv4Address to) throws IOException, InterruptedException;

    /** Sends a frame as it is by one of the host's adapters. */
    void say(AdapterName by, Frame frame) throws IOException, InterruptedException;

    /** What one of the host's adapters has cost its processor so far. */
    default AdapterWork work(AdapterName of) throws IOException {
        return AdapterWork.UNSEEN;
    }

    /** Ends it: it says nothing more. */
    @Override
    void close() throws IOException;
}
