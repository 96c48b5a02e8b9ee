package viridian.tools;

/** What is to be done if a signal ends the process (SIGTERM, Ctrl-C) before the work is over. */
final class Ending implements AutoCloseable {

    private final Thread hook;

    Ending(Runnable work) {
        this.hook = new Thread(work, "end");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException isEnding) {
            awaitHalt();
        }
    }

    /** The work is over. If the process is ending already, the caller goes no further: its results mean nothing now. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isEnding) {
            awaitHalt();
        }
    }

    private static void awaitHalt() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                // There is nobody left to tell.
            }
        }
    }
}
