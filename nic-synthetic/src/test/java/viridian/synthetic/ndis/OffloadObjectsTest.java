package viridian.synthetic.ndis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;
import viridian.synthetic.Bytes;

class OffloadObjectsTest {

    private static final NdisOffload ALL = new NdisOffload(0x155, 0x155, 0x55, 0x55, 0xF53C, 0xF53C, true, true);

    @Test
    void nothingOffloadedIsZeroBehindTheHeader() {
        assertEquals(Bytes.text(Bytes.padded("a7 01 70 00", 112)), Bytes.text(NdisOffload.NOTHING.bytes(1)));
        assertEquals(Bytes.text(Bytes.padded("a7 02 90 00", 144)), Bytes.text(NdisOffload.NOTHING.bytes(2)));
        assertEquals(Bytes.text(Bytes.padded("a7 03 9c 00", 156)), Bytes.text(NdisOffload.NOTHING.bytes(3)));
    }

    @Test
    void unknownRevisionsAreAnsweredWithTheNearest() {
        assertEquals(112, NdisOffload.NOTHING.bytes(0).byteSize());
        assertEquals(156, NdisOffload.NOTHING.bytes(9).byteSize());
    }

    @Test
    void eachOffloadHasItsPlace() {
        MemorySegment bytes = ALL.bytes(3);
        assertEquals(
                "a7 03 9c 00 02 00 00 00 55 01 00 00 02 00 00 00 55 01 00 00"
                        + " 02 00 00 00 55 00 00 00 02 00 00 00 55 00 00 00",
                Bytes.text(bytes.asSlice(0, 36)));
        assertEquals(
                "02 00 00 00 3c f5 00 00 02 00 00 00 02 00 00 00 3c f5 00 00 02 00 00 00 05 00 00 00",
                Bytes.text(bytes.asSlice(80, 28)));
        assertEquals("01 01 00 00", Bytes.text(bytes.asSlice(144, 4)));
    }

    @Test
    void whatIsWrittenIsRead() {
        assertEquals(ALL, NdisOffload.read(ALL.bytes(3)));
        NdisOffload old = new NdisOffload(0x155, 0x155, 0x55, 0x55, 0xF53C, 0xF53C, false, false);
        assertEquals(old, NdisOffload.read(ALL.bytes(1)));
        assertEquals(NdisOffload.NOTHING, NdisOffload.read(NdisOffload.NOTHING.bytes(2)));
    }

    @Test
    void anotherObjectIsNotRead() {
        assertNull(NdisOffload.read(ALL.bytes(1).asSlice(0, 111)));
        assertNull(NdisOffload.read(Bytes.padded("a8 01 70 00", 112)));
        assertNull(NdisOffload.read(Bytes.padded("a7 00 70 00", 112)));
        assertNull(NdisOffload.read(Bytes.padded("a7 01 71 00", 112)));
    }

    @Test
    void parametersComeBack() {
        OffloadParameters parameters = new OffloadParameters(1, 4, 4, 2, 3, 0, 2, 1, 2, 1);
        assertEquals(parameters, OffloadParameters.read(parameters.bytes(false)));
        assertEquals(
                "80 03 1c 00 01 04 04 02 03 00 00 02 01 00 00 00 00 00 00 00 00 00 02 01 00 00 00 00",
                Bytes.text(parameters.bytes(false)));
        OffloadParameters old = new OffloadParameters(1, 4, 4, 2, 3, 0, 2, 1, 0, 0);
        assertEquals(old, OffloadParameters.read(parameters.bytes(true)));
        assertEquals(22, parameters.bytes(true).byteSize());
        assertNull(OffloadParameters.read(parameters.bytes(false).asSlice(0, 27)), "less than the header says");
    }

    @Test
    void encapsulationIsEthernetOrNone() {
        OffloadEncapsulation encapsulation =
                new OffloadEncapsulation(OffloadEncapsulation.ON, OffloadEncapsulation.OFF);
        MemorySegment bytes = encapsulation.bytes();
        assertEquals(
                "a8 01 1c 00 01 00 00 00 02 00 00 00 0e 00 00 00 02 00 00 00 02 00 00 00 0e 00 00 00",
                Bytes.text(bytes));
        assertEquals(encapsulation, OffloadEncapsulation.read(bytes));
        LittleEndian.putI32(bytes, 8, 1);
        assertNull(OffloadEncapsulation.read(bytes), "not Ethernet");
    }
}
