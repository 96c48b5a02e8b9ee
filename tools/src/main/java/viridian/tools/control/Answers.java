package viridian.tools.control;

/** What stands behind a control socket. */
public interface Answers {

    /** Replies to a line a client wrote. Called on the server's own thread, one request at a time; does not throw. */
    Reply answer(String request);
}
