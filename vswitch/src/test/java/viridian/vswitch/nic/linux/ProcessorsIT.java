package viridian.vswitch.nic.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ProcessorsIT {

    @Test
    void aThreadStaysWhereItIsSent() throws Exception {
        BitSet before = Processors.allowed();
        assertFalse(before.isEmpty());
        int last = before.length() - 1;
        FutureTask<BitSet> visit = new FutureTask<>(() -> {
            Processors.stayOn(last);
            return Processors.allowed();
        });
        Thread.ofPlatform().daemon().start(visit);
        BitSet expected = new BitSet();
        expected.set(last);
        assertEquals(expected, visit.get());
        assertEquals(before, Processors.allowed(), "others go where they like");
    }

    @Test
    void aProcessorThatIsNotThereIsRefused() throws SystemCallFailed {
        BitSet before = Processors.allowed();
        SystemCallFailed refused = assertThrows(SystemCallFailed.class, () -> Processors.stayOn(8_191));
        assertEquals(22, refused.errno(), "EINVAL");
        assertEquals(before, Processors.allowed());
    }
}
