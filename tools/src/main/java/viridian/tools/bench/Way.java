package viridian.tools.bench;

/** A way for frames from the senders' memory to the receivers'. */
interface Way {

    /** Carries the supply's next burst. Called by each thread with a supply of its own. */
    void carry(FrameSupply supply);

    /**
     * A thread is done with what it had to send.
     *
     * @throws IllegalStateException if all are done, and not every frame has come where it should
     */
    void done(FrameSupply supply);
}
