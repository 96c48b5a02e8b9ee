package viridian.tools.control;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The lines a listening client has not read yet. There is room for so many; who reads too slowly for that misses some, and
 * is told how many in the place where they are missing.
 */
final class Outbox {

    /** Our choice: some seconds of a busy switch, and a few hundred kilobytes for each client. */
    static final int ROOM = 2048;

    private final Channel client;
    private final LongFunction<String> lostLine;
    private final Queue<String> waiting = new ArrayDeque<>();
    private long lost;
    private boolean draining;

    Outbox(Channel client, LongFunction<String> lostLine) {
        this.client = client;
        this.lostLine = lostLine;
    }

    /** Takes a line, from any thread. */
    void put(String line) {
        if (keep(line)) client.eventLoop().execute(this::drain);
    }

    /** Whether somebody has to be sent to carry the lines away. */
    private synchronized boolean keep(String line) {
        if (waiting.size() >= ROOM) {
            lost++;
            return false;
        }
        tellLost();
        waiting.add(line);
        boolean idle = !draining;
        draining = true;
        return idle;
    }

    private void tellLost() {
        if (lost > 0) waiting.add(lostLine.apply(lost));
        lost = 0;
    }

    /** Writes as much as the client has room for; called again when it has room. On the client's thread. */
    void drain() {
        while (client.isWritable()) {
            String line = take();
            if (line == null) break;
            client.write(line + "\n");
        }
        client.flush();
    }

    private synchronized @Nullable String take() {
        if (waiting.isEmpty()) tellLost();
        String line = waiting.poll();
        draining = line != null;
        return line;
    }
}
