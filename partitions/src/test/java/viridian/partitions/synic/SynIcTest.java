package viridian.partitions.synic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.Hex;

class SynIcTest {

    private static final int SOURCE = 2;
    private static final int VECTOR = 0x40;
    private static final long MESSAGES = 0x4000;
    private static final long EVENTS = 0x5000;
    private static final MemorySegment ALL_OFFERS = Hex.bytes("04 00 00 00 00 00 00 00");

    private final GuestMemory memory = new GuestMemory(1 << 16);
    private final List<Integer> interrupts = new ArrayList<>();
    private final SynIc synIc = new SynIc(memory, interrupts::add);
    private final MemorySegment payload = MemorySegment.ofArray(new byte[240]);

    @AfterEach
    void close() {
        memory.close();
    }

    private void enable() {
        synIc.writeRegister(SynIc.SIMP, MESSAGES | 1);
        synIc.writeRegister(SynIc.SIEFP, EVENTS | 1);
        synIc.writeRegister(SynIc.SINT0 + SOURCE, VECTOR);
        synIc.writeRegister(SynIc.SCONTROL, 1);
    }

    private void post(int number) {
        synIc.post(SOURCE, number, ALL_OFFERS, 0, 8);
    }

    /** The guest takes the message in its slot and returns its type, 0 if there is none. */
    private int take() {
        int type = MessagePage.type(memory, MESSAGES, SOURCE);
        if (type == 0) return 0;
        assertEquals(8, MessagePage.copyPayload(memory, MESSAGES, SOURCE, payload));
        if (MessagePage.release(memory, MESSAGES, SOURCE, type)) synIc.writeRegister(SynIc.EOM, 0);
        return type;
    }

    @Test
    void afterResetEverythingIsOffAndMasked() {
        assertEquals(0, synIc.readRegister(SynIc.SCONTROL));
        assertEquals(0, synIc.readRegister(SynIc.SIMP));
        assertEquals(0, synIc.readRegister(SynIc.SIEFP));
        assertEquals(1, synIc.readRegister(SynIc.SVERSION));
        for (int n = 0; n < 16; n++) assertEquals(SynIc.MASKED, synIc.readRegister(SynIc.SINT0 + n));
    }

    @Test
    void aMessageStandsInTheSlotOfItsSource() {
        enable();
        post(1);
        assertEquals(
                "01 00 00 00 08 00 00 00 00 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00",
                Hex.of(memory.segment(), MESSAGES + SOURCE * 256, 24));
        assertEquals(List.of(VECTOR), interrupts);
    }

    @Test
    void theNextMessageWaitsUntilTheGuestEndsTheFirst() {
        enable();
        post(1);
        post(2);
        post(3);
        assertEquals(2, synIc.backlog(SOURCE));
        assertEquals(1, memory.u8(MESSAGES + SOURCE * 256 + 5), "pending bit");
        assertEquals(1, take());
        assertEquals(2, take());
        assertEquals(0, memory.u8(MESSAGES + SOURCE * 256 + 5), "pending bit");
        assertEquals(3, take());
        assertEquals(0, take());
        assertEquals(List.of(VECTOR, VECTOR, VECTOR), interrupts);
    }

    @Test
    void aMessagePostedAfterTheSlotWasEmptiedNeedsNoEndOfMessage() {
        enable();
        post(1);
        assertEquals(1, take());
        post(2);
        assertEquals(2, take());
    }

    @Test
    void messagesForAMaskedSourceAreKept() {
        synIc.writeRegister(SynIc.SIMP, MESSAGES | 1);
        synIc.writeRegister(SynIc.SCONTROL, 1);
        post(1);
        assertEquals(0, take());
        assertEquals(List.of(), interrupts);
        synIc.writeRegister(SynIc.SINT0 + SOURCE, VECTOR);
        assertEquals(1, take());
        assertEquals(List.of(VECTOR), interrupts);
    }

    @Test
    void endingAMessageWakesWhoeverWaitsForRoom() {
        enable();
        List<Integer> backlogs = new ArrayList<>();
        synIc.whenRoom(() -> backlogs.add(synIc.backlog(SOURCE)));
        post(1);
        post(2);
        take();
        assertEquals(List.of(0), backlogs);
    }

    @Test
    void aFlagIsOneBitAndInterruptsOnlyWhenItWasDown() {
        enable();
        assertTrue(synIc.signal(SOURCE, 2047));
        assertTrue(synIc.signal(SOURCE, 2047));
        assertEquals(0x80, memory.u8(EVENTS + SOURCE * 256 + 255));
        assertEquals(List.of(VECTOR), interrupts);
        assertEquals(1L << 63, EventFlagsPage.take(memory, EVENTS, SOURCE, 31));
        assertEquals(0, EventFlagsPage.take(memory, EVENTS, SOURCE, 31));
        assertTrue(synIc.signal(SOURCE, 2047));
        assertEquals(List.of(VECTOR, VECTOR), interrupts);
    }

    @Test
    void aFlagForAMaskedSourceIsLost() {
        enable();
        synIc.writeRegister(SynIc.SINT0 + SOURCE, SynIc.MASKED | VECTOR);
        assertFalse(synIc.signal(SOURCE, 1));
        synIc.writeRegister(SynIc.SINT0 + SOURCE, VECTOR);
        assertEquals(0, EventFlagsPage.take(memory, EVENTS, SOURCE, 0));
        assertEquals(List.of(), interrupts);
    }

    @Test
    void nothingIsSignalledWhileTheControllerIsOff() {
        enable();
        synIc.writeRegister(SynIc.SCONTROL, 0);
        assertFalse(synIc.signal(SOURCE, 1));
        synIc.writeRegister(SynIc.SCONTROL, 1);
        synIc.writeRegister(SynIc.SIEFP, EVENTS);
        assertFalse(synIc.signal(SOURCE, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15})
    void vectorsOfTheProcessorItselfAreRefused(long vector) {
        assertThrows(GuestFault.class, () -> synIc.writeRegister(SynIc.SINT0, vector));
    }

    @Test
    void pagesMustBeInMemory() {
        assertThrows(GuestFault.class, () -> synIc.writeRegister(SynIc.SIMP, (1 << 16) | 1));
        assertThrows(GuestFault.class, () -> synIc.writeRegister(SynIc.SIEFP, -4095));
        assertEquals(0, synIc.readRegister(SynIc.SIMP));
    }
}
