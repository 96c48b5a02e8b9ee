package viridian.lab.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a host has given others: the last sentences, told on one thread and read on another. */
final class Served {

    /** Our choice; a client that asks for ever fills no memory. */
    private static final int KEPT = 1000;

    private final Deque<String> sentences = new ArrayDeque<>();

    synchronized void add(String sentence) {
        if (sentences.size() == KEPT) sentences.removeFirst();
        sentences.addLast(sentence);
    }

    synchronized List<String> all() {
        return List.copyOf(sentences);
    }
}
