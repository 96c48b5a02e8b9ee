package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import viridian.partitions.Hex;

class GuidTest {

    private static final String NETWORK = "f8615163-df3e-46c5-913f-f2d2f965ed0e";
    private static final String BYTES = "63 51 61 f8 3e df c5 46 91 3f f2 d2 f9 65 ed 0e";

    @Test
    void theFirstThreeFieldsAreLittleEndianAndTheRestIsNot() {
        MemorySegment written = MemorySegment.ofArray(new byte[16]);
        Guid.parse(NETWORK).write(written, 0);
        assertEquals(BYTES, Hex.of(written, 0, 16));
        assertEquals(NETWORK, Guid.read(Hex.bytes(BYTES), 0).toString());
    }
}
