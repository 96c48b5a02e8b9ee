package viridian.synthetic.guest;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisMessage.Initialize;
import viridian.synthetic.rndis.RndisMessage.InitializeComplete;
import viridian.synthetic.rndis.RndisMessage.Numbered;
import viridian.synthetic.rndis.RndisMessage.Query;
import viridian.synthetic.rndis.RndisMessage.QueryComplete;
import viridian.synthetic.rndis.RndisMessage.Set;
import viridian.synthetic.rndis.RndisMessage.SetComplete;
import viridian.synthetic.rndis.RndisStatus;

/**
 * A driver's questions to its adapter, one after the other: the next is asked when the one before was answered. Runs on the
 * guest's processor.
 */
final class RndisRequests {

    /** The number of a question whose answer nobody waits for by number. */
    private static final int KEEP_ALIVE = -1;

    private final ToHost toHost;
    private final Queue<Request> waiting = new ArrayDeque<>();
    private @Nullable Request current;
    private @Nullable Consumer<Boolean> awaitingReset;
    private int lastNumber;

    /** {@code then} is told the answer, or null if the host refused the question. */
    private record Request(Numbered question, Consumer<@Nullable Numbered> then) {}

    RndisRequests(ToHost toHost) {
        this.toHost = toHost;
    }

    /**
     * Begins RNDIS; {@code then} is told how many frames the host takes in one packet, or 0 if it refused.
     *
     * @param maxTransfer the longest message the driver says it takes
     */
    void initialize(int maxTransfer, Consumer<Integer> then) {
        ask(new Initialize(++lastNumber, 1, 0, maxTransfer), answer -> {
            boolean isGood = answer instanceof InitializeComplete complete && complete.status() == RndisStatus.SUCCESS;
            then.accept(isGood ? ((InitializeComplete) answer).maxPackets() : 0);
        });
    }

    /** Asks for an object's value; {@code then} is told it, or null if there is none of at least that length. */
    void query(int oid, MemorySegment info, int shortest, Consumer<@Nullable MemorySegment> then) {
        ask(new Query(++lastNumber, oid, info), answer -> {
            boolean isGood = answer instanceof QueryComplete complete
                    && complete.status() == RndisStatus.SUCCESS
                    && complete.info().byteSize() >= shortest;
            then.accept(isGood ? ((QueryComplete) answer).info() : null);
        });
    }

    /** Gives an object a value; {@code then} is told whether the host took it. */
    void set(int oid, MemorySegment value, Consumer<Boolean> then) {
        ask(
                new Set(++lastNumber, oid, value),
                answer -> then.accept(
                        answer instanceof SetComplete complete && complete.status() == RndisStatus.SUCCESS));
    }

    /** Has the adapter begin anew; {@code then} is told whether it did. It is not asked twice at a time. */
    void reset(Consumer<Boolean> then) {
        if (awaitingReset != null) return;
        awaitingReset = then;
        toHost.control(new RndisMessage.Reset());
    }

    /** The host has answered a reset; one nobody asked for is ignored. */
    void wasReset(int status) {
        Consumer<Boolean> then = awaitingReset;
        awaitingReset = null;
        if (then != null) then.accept(status == RndisStatus.SUCCESS);
    }

    /** A question of which nothing but that it is answered is of interest. */
    RndisMessage.KeepAlive keepAlive() {
        return new RndisMessage.KeepAlive(KEEP_ALIVE);
    }

    /** The farewell, which is not answered. */
    RndisMessage.Halt halt() {
        return new RndisMessage.Halt(++lastNumber);
    }

    /** The host has answered something; an answer to nothing is ignored. */
    void answered(Numbered answer) {
        Request asked = current;
        if (asked != null && asked.question.request() == answer.request()) finish(asked, answer);
    }

    /** The host has refused the question under way. */
    void refused() {
        Request asked = current;
        if (asked != null) finish(asked, null);
    }

    private void ask(Numbered question, Consumer<@Nullable Numbered> then) {
        waiting.add(new Request(question, then));
        if (current == null) next();
    }

    private void finish(Request asked, @Nullable Numbered answer) {
        current = null;
        asked.then.accept(answer);
        if (current == null) next();
    }

    private void next() {
        Request request = waiting.poll();
        current = request;
        if (request != null) toHost.control(request.question);
    }
}
