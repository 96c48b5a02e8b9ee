package viridian.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClosingTest {

    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final Closing closing = new Closing();

    @Test
    void whatBeganLastEndsFirstAndOnce() throws IOException {
        begin("world", "switch", "host");
        closing.close();
        closing.close();
        assertEquals(List.of("host", "switch", "world"), ended);
    }

    @Test
    void whatFailsToEndKeepsNothingElseAlive() {
        begin("world");
        closing.last("stubborn", name -> {
            throw new IOException(name + " does not end");
        });
        begin("host");
        IOException failed = assertThrows(IOException.class, closing::close);
        assertEquals("stubborn does not end", failed.getSuppressed()[0].getMessage());
        assertEquals(List.of("host", "world"), ended);
    }

    @Test
    void anInterruptReachesWhoeverClosesAndNothingThatEnds() throws IOException {
        closing.last("program", name -> ended.add(Thread.currentThread().isInterrupted() + " " + name));
        Thread.currentThread().interrupt();
        closing.close();
        assertTrue(Thread.interrupted());
        assertEquals(List.of("false program"), ended);
    }

    /** Each waits for the other, so one after the other they would never end. */
    @Test
    @Timeout(30)
    void whatMayEndBesideOthersDoes() throws IOException {
        CountDownLatch atIt = new CountDownLatch(3);
        for (String name : List.of("one", "two", "three")) closing.beside(name, it -> endWithOthers(it, atIt));
        closing.close();
        assertEquals(Set.of("one", "two", "three"), Set.copyOf(ended));
    }

    private void endWithOthers(String name, CountDownLatch atIt) throws IOException {
        atIt.countDown();
        try {
            atIt.await();
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
        ended.add(name);
    }

    @Test
    void whatEndsBesideOthersIsStillAfterWhatBeganLaterAndBeforeWhatBeganEarlier() throws IOException {
        begin("switch");
        closing.beside("one", ended::add);
        closing.beside("two", ended::add);
        begin("host");
        closing.close();
        assertEquals("host", ended.getFirst());
        assertEquals(Set.of("one", "two"), Set.copyOf(ended.subList(1, 3)));
        assertEquals("switch", ended.getLast());
    }

    @Test
    void eachThatFailsBesideOthersIsTold() {
        for (String name : List.of("one", "two")) {
            closing.beside(name, it -> {
                throw new IOException(it + " does not end");
            });
        }
        IOException failed = assertThrows(IOException.class, closing::close);
        assertEquals(2, failed.getSuppressed().length);
    }

    private void begin(String... names) {
        for (String name : names) closing.last(name, ended::add);
    }
}
