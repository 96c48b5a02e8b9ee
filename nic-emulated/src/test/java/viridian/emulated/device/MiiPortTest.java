package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MiiPortTest {

    private static final int CONTROL = 0;
    private static final int STATUS = 1;
    private static final int ADVERTISEMENT = 4;
    private static final int WITH_LINK = 0x782D;
    private static final int WITHOUT_LINK = 0x7809;

    private final AdapterBench bench =
            new AdapterBench(Dec21140Settings.of(AdapterBench.OWN).withMedia(Media.MII));

    @Test
    void theTransceiverAnswersForItself() {
        assertEquals(0x3100, read(1, CONTROL));
        assertEquals(WITH_LINK, read(1, STATUS));
        assertEquals(0x2000, read(1, 2));
        assertEquals(0x5C01, read(1, 3));
        assertEquals(0x01E1, read(1, ADVERTISEMENT));
        assertEquals(0x45E1, read(1, 5));
        assertEquals(1, read(1, 6));
        assertEquals(0, read(1, 31));
    }

    @Test
    void nobodyAnswersForTheOthers() {
        for (int phy = 0; phy < 32; phy++) if (phy != 1) assertEquals(0xFFFF, read(phy, STATUS), "transceiver " + phy);
    }

    @Test
    void aBoardWithoutTransceiverHasNobodyAtAll() {
        AdapterBench plain = new AdapterBench();
        assertEquals(0xFFFF, read(plain, 1, STATUS));
    }

    @Test
    void aLostLinkIsSeenOnceEvenIfItIsBack() {
        bench.adapter.close();
        assertEquals(WITHOUT_LINK, read(1, STATUS));
        bench.adapter.start(bench.wire);
        assertEquals(WITH_LINK, read(1, STATUS));
        bench.adapter.close();
        bench.adapter.start(bench.wire);
        assertEquals(WITHOUT_LINK, read(1, STATUS));
        assertEquals(WITH_LINK, read(1, STATUS));
        assertEquals(0xFFFF_FE00, bench.read(Csr.GENERAL_PURPOSE), "the pins know nothing of it");
    }

    @Test
    void whatIsWrittenStays() {
        write(1, ADVERTISEMENT, 0x0141);
        assertEquals(0x0141, read(1, ADVERTISEMENT));
        write(0, ADVERTISEMENT, 0x0021);
        assertEquals(0x0141, read(1, ADVERTISEMENT), "for somebody who is not there");
        write(1, STATUS, 0xFFFF);
        assertEquals(WITH_LINK, read(1, STATUS));
    }

    @Test
    void resetAndRestartClearThemselves() {
        write(1, ADVERTISEMENT, 0x0141);
        write(1, CONTROL, 0x2300);
        assertEquals(0x2100, read(1, CONTROL));
        write(1, CONTROL, 0x8000);
        assertEquals(0x3100, read(1, CONTROL));
        assertEquals(0x01E1, read(1, ADVERTISEMENT));
    }

    @Test
    void aSoftwareResetLeavesTheTransceiverAlone() {
        write(1, ADVERTISEMENT, 0x0141);
        bench.write(Csr.BUS_MODE, Csr.SOFTWARE_RESET);
        assertEquals(0x0141, read(1, ADVERTISEMENT));
    }

    @Test
    void theBusResetIsItsPowerOn() {
        write(1, ADVERTISEMENT, 0x0141);
        write(1, CONTROL, 0x2100);
        bench.adapter.close();
        bench.adapter.start(bench.wire);
        bench.adapter.reset();
        assertEquals(0x3100, read(1, CONTROL));
        assertEquals(0x01E1, read(1, ADVERTISEMENT));
        assertEquals(WITH_LINK, read(1, STATUS), "the cable is in, and nobody has heard of its loss");
    }

    @Test
    void theBusResetEndsAWriteHalfWay() {
        for (int i = 0; i < 32; i++) tell(bench, 1);
        header(bench, 0b0101, 1, ADVERTISEMENT);
        bench.adapter.reset();
        assertEquals(0x01E1, read(1, ADVERTISEMENT), "the next driver's ones are no data");
    }

    @Test
    void withoutItsThirtyTwoOnesNoFrameBegins() {
        for (int i = 0; i < 31; i++) tell(bench, 1);
        header(bench, 0b0110, 1, CONTROL);
        assertEquals(0xFFFF, answer(bench) & 0xFFFF);
        assertEquals(0x3100, read(1, CONTROL));
    }

    @Test
    void theTurnaroundIsOneHighAndOneLowBit() {
        for (int i = 0; i < 32; i++) tell(bench, 1);
        header(bench, 0b0110, 1, CONTROL);
        int seen = answer(bench);
        assertEquals(0b10, seen >> 17 & 3);
        assertTrue((seen & 1) == 1, "idle again behind the data");
        assertEquals(0x3100, seen >> 1 & 0xFFFF);
    }

    private int read(int phy, int register) {
        return read(bench, phy, register);
    }

    private static int read(AdapterBench bench, int phy, int register) {
        for (int i = 0; i < 32; i++) tell(bench, 1);
        header(bench, 0b0110, phy, register);
        return answer(bench) >> 1 & 0xFFFF;
    }

    private void write(int phy, int register, int value) {
        for (int i = 0; i < 32; i++) tell(bench, 1);
        header(bench, 0b0101, phy, register);
        for (int bit : new int[] {1, 0}) tell(bench, bit);
        for (int bit = 15; bit >= 0; bit--) tell(bench, value >> bit & 1);
    }

    private static void header(AdapterBench bench, int startAndOperation, int phy, int register) {
        int header = startAndOperation << 10 | phy << 5 | register;
        for (int bit = 13; bit >= 0; bit--) tell(bench, header >> bit & 1);
    }

    private static void tell(AdapterBench bench, int bit) {
        int data = bit == 1 ? Csr.MII_DATA_OUT : 0;
        bench.write(Csr.SERIAL_ROM, data);
        bench.write(Csr.SERIAL_ROM, data | Csr.MII_CLOCK);
    }

    /** Nineteen samples, each before its rising clock. */
    private static int answer(AdapterBench bench) {
        int seen = 0;
        for (int i = 0; i < 19; i++) {
            bench.write(Csr.SERIAL_ROM, Csr.MII_READ);
            seen = seen << 1 | ((bench.read(Csr.SERIAL_ROM) & Csr.MII_DATA_IN) != 0 ? 1 : 0);
            bench.write(Csr.SERIAL_ROM, Csr.MII_READ | Csr.MII_CLOCK);
        }
        return seen;
    }
}
