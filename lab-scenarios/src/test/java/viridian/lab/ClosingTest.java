package viridian.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final List<String> ended = new ArrayList<>();
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

    private void begin(String... names) {
        for (String name : names) closing.last(name, ended::add);
    }
}
