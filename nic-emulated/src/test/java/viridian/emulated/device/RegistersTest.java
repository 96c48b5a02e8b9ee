package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistersTest {

    private final AdapterBench bench = new AdapterBench();

    @ParameterizedTest
    @CsvSource({
        "0, FE000000", "1, FFFFFFFF", "2, FFFFFFFF", "5, FC000000", "6, 32000040",
        "7, FFFE0000", "8, E0000000", "9, FFF483FF", "11, FFFE0000", "15, FFFFFEC8"
    })
    void haveTheirValuesAfterReset(int register, String value) {
        for (int i = 0; i < 16; i++) bench.write(i, 0x1230_5670);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        assertEquals(value, "%08X".formatted(bench.read(register)));
    }

    @Test
    void theFilterBitsOfTheModeAreReadOnly() {
        bench.write(Csr.OPERATION_MODE, 0x0000_0015);
        assertEquals(Csr.MUST_BE_ONE, bench.read(Csr.OPERATION_MODE));
    }

    @Test
    void theUpperBitsOfTheInterruptEnablesReadOne() {
        bench.write(Csr.INTERRUPT_ENABLE, 0x0001_EBEF);
        assertEquals(0xFFFF_EBEF, bench.read(Csr.INTERRUPT_ENABLE));
    }

    @Test
    void bitsThatMeanNothingReadAsAfterReset() {
        bench.write(Csr.SERIAL_ROM, 0);
        assertEquals(0xFFF8_8300, bench.read(Csr.SERIAL_ROM), "and nobody pulls the transceivers' pin down");
        bench.write(Csr.WATCHDOG, -1);
        assertEquals(0xFFFF_FEFF, bench.read(Csr.WATCHDOG));
        bench.write(Csr.WATCHDOG, 0);
        assertEquals(0xFFFF_FEC8, bench.read(Csr.WATCHDOG));
    }

    @Test
    void aSoftwareResetKeepsThePortThatIsInUse() {
        bench.write(Csr.OPERATION_MODE, Csr.FAST_PORT | Csr.STORE_AND_FORWARD);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        assertEquals(0x3200_0040 | Csr.FAST_PORT, bench.read(Csr.OPERATION_MODE));
        bench.adapter.reset();
        assertEquals(0x3200_0040, bench.read(Csr.OPERATION_MODE), "a reset of the bus does not");
    }

    @Test
    void theLinkIsOnPinSix() {
        bench.write(Csr.GENERAL_PURPOSE, Csr.PIN_DIRECTIONS);
        bench.write(Csr.GENERAL_PURPOSE, 0);
        assertEquals(0xFFFF_FE40, bench.read(Csr.GENERAL_PURPOSE));
        bench.adapter.close();
        assertEquals(0xFFFF_FE00, bench.read(Csr.GENERAL_PURPOSE));
    }

    @Test
    void anOutputPinReadsWhatIsDriven() {
        bench.write(Csr.GENERAL_PURPOSE, Csr.PIN_DIRECTIONS | 0x41);
        bench.write(Csr.GENERAL_PURPOSE, 0x03);
        assertEquals(0xFFFF_FE01, bench.read(Csr.GENERAL_PURPOSE));
    }

    @Test
    void onlyWholeWordsAtTheirPlaceAreRegisters() {
        assertEquals(0, bench.adapter.ioRead(0, Csr.offset(Csr.STATUS), 2));
        assertEquals(0, bench.adapter.ioRead(0, Csr.offset(Csr.STATUS) + 4, 4));
        bench.adapter.ioWrite(0, Csr.offset(Csr.INTERRUPT_ENABLE) + 4, 4, -1);
        assertEquals(0xFFFE_0000, bench.read(Csr.INTERRUPT_ENABLE));
    }

    @Test
    void theMemoryWindowShowsTheSameRegisters() {
        bench.adapter.ioWrite(1, Csr.offset(Csr.INTERRUPT_ENABLE), 4, Csr.NORMAL);
        assertEquals(0xFFFF_0000, bench.read(Csr.INTERRUPT_ENABLE));
    }

    @Test
    void aCauseStaysUntilAOneIsWrittenToIt() {
        emptyRing();
        assertEquals(Csr.TRANSMIT_EMPTY, bench.causes());
        bench.write(Csr.STATUS, ~Csr.TRANSMIT_EMPTY);
        assertEquals(Csr.TRANSMIT_EMPTY, bench.causes());
        bench.write(Csr.STATUS, Csr.TRANSMIT_EMPTY);
        assertEquals(0, bench.causes());
    }

    @Test
    void theSummaryFollowsTheEnables() {
        emptyRing();
        assertEquals(0, bench.read(Csr.STATUS) & Csr.NORMAL);
        bench.write(Csr.INTERRUPT_ENABLE, Csr.TRANSMIT_EMPTY);
        assertEquals(Csr.NORMAL, bench.read(Csr.STATUS) & (Csr.NORMAL | Csr.ABNORMAL));
        assertFalse(bench.line.up, "the group is not enabled");
        bench.write(Csr.STATUS, Csr.NORMAL);
        assertEquals(Csr.NORMAL, bench.read(Csr.STATUS) & Csr.NORMAL, "the cause is still there");
    }

    @Test
    void theLineIsUpWhileAnEnabledCauseOfAnEnabledGroupIsLeft() {
        bench.write(Csr.INTERRUPT_ENABLE, Csr.NORMAL | Csr.TRANSMIT_EMPTY | Csr.TRANSMIT_STOPPED);
        emptyRing();
        assertTrue(bench.line.up);
        bench.withoutMode(Csr.START_TRANSMIT);
        bench.write(Csr.STATUS, Csr.TRANSMIT_EMPTY);
        assertFalse(bench.line.up, "abnormal causes are not enabled as a group");
        bench.write(Csr.INTERRUPT_ENABLE, Csr.NORMAL | Csr.ABNORMAL | Csr.TRANSMIT_STOPPED);
        assertTrue(bench.line.up);
        bench.write(Csr.INTERRUPT_ENABLE, 0);
        assertFalse(bench.line.up, "masking lowers it");
        assertEquals(2, bench.line.raised);
        assertEquals(2, bench.adapter.counters().interrupts());
    }

    @Test
    void aResetLowersTheLine() {
        bench.write(Csr.INTERRUPT_ENABLE, Csr.NORMAL | Csr.TRANSMIT_EMPTY);
        emptyRing();
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        assertFalse(bench.line.up);
        assertEquals(0, bench.transmitState());
    }

    @Test
    void everyAccessIsCounted() {
        long before = bench.adapter.counters().traps();
        bench.read(Csr.STATUS);
        bench.write(Csr.STATUS, 0);
        assertEquals(before + 2, bench.adapter.counters().traps());
    }

    /** Starts the transmit process on a ring that holds nothing. */
    private void emptyRing() {
        bench.mode(Csr.START_TRANSMIT);
    }
}
