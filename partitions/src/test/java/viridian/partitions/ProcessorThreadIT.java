package viridian.partitions;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessorThreadIT {

    private final ProcessorThread processor = new ProcessorThread("tested");

    @AfterEach
    void close() {
        processor.close();
    }

    @Test
    void workIsDoneInOrderHoweverMuchWaits() {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger outOfOrder = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            processor.execute(() -> {
                if (done.getAndIncrement() != number) outOfOrder.incrementAndGet();
            });
        }
        await().until(() -> done.get() == 10_000);
        assertEquals(0, outOfOrder.get());
    }

    @Test
    void aSleepingProcessorIsWokenByEachTask() {
        AtomicLong done = new AtomicLong();
        for (int i = 1; i <= 20_000; i++) {
            int number = i;
            processor.execute(() -> done.set(number));
            while (i % 100 == 0 && done.get() != number) Thread.onSpinWait();
        }
        await().until(() -> done.get() == 20_000);
    }

    @Test
    void aTaskThatThrowsIsReportedAndTheNextOneRuns() {
        AtomicReference<String> reported = new AtomicReference<>("");
        AtomicInteger done = new AtomicInteger();
        processor.execute(() -> Thread.currentThread()
                .setUncaughtExceptionHandler((thread, broken) -> reported.set(thread.getName() + ": " + broken)));
        processor.execute(() -> {
            throw new IllegalStateException("broken");
        });
        processor.execute(done::incrementAndGet);
        await().until(() -> done.get() == 1);
        assertEquals("tested: java.lang.IllegalStateException: broken", reported.get());
    }

    @Test
    void afterItsEndNothingRuns() {
        AtomicInteger done = new AtomicInteger();
        processor.close();
        processor.execute(done::incrementAndGet);
        assertEquals(0, done.get());
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("tested")));
    }
}
