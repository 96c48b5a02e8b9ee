package viridian.partitions.hypercall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static viridian.partitions.hypercall.HypercallTable.FAST;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.GuestFault;
import viridian.partitions.Hex;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.Turns;
import viridian.partitions.VirtualProcessor;

class HypercallTest {

    private static final int PAGE = 0x3000;
    private static final int MESSAGES = 77;
    private static final int EVENTS = 78;
    private static final String REQUEST_OFFERS =
            "01 00 00 00 00 00 00 00 01 00 00 00 08 00 00 00 03 00 00 00 00 00 00 00";

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 1);
    private final VirtualProcessor processor = guest.processor(0);
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void enable() {
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 1);
        processor.writeRegister(HypercallPage.HYPERCALL, 0x2001);
        guest.connections().connect(MESSAGES, (type, payload, at, length) -> {
            heard.add(type + ": " + Hex.of(payload, at, length));
            return HypercallStatus.SUCCESS;
        });
        guest.connections().connect(EVENTS, (EventPort) flag -> {
            heard.add("flag " + flag);
            return HypercallStatus.SUCCESS;
        });
    }

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void theHypercallPageHoldsTheInstructionsToLeaveTheGuest() {
        assertEquals("0f 01 c1 c3", Hex.of(guest.memory().segment(), 0x2000, 4));
    }

    @Test
    void aGuestWithoutNameHasNoHypercallPage() {
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 0);
        assertThrows(GuestFault.class, () -> processor.hypercall(SignalEvent.CODE | FAST, EVENTS));
        processor.writeRegister(HypercallPage.HYPERCALL, 0x2001);
        assertEquals(0x2000, processor.readRegister(HypercallPage.HYPERCALL));
    }

    @Test
    void theHypercallPageMustBeInMemory() {
        assertThrows(GuestFault.class, () -> processor.writeRegister(HypercallPage.HYPERCALL, (1 << 20) + 1));
    }

    @Test
    void aMessageArrivesAtItsConnection() {
        message(MESSAGES, 1, "07 00 00 00 00 00 00 00 05 00 00 00");
        assertEquals(HypercallStatus.SUCCESS, post(PAGE));
        assertEquals(List.of("1: 07 00 00 00 00 00 00 00 05 00 00 00"), heard);
    }

    @Test
    void theInputOfPostMessageIsAsTheSpecificationPrintsIt() {
        MemorySegment input = MemorySegment.ofArray(new byte[24]);
        PostMessage.writeHead(input, 0, 1, 1, 8);
        input.set(ValueLayout.JAVA_BYTE, PostMessage.PAYLOAD, (byte) 3);
        assertEquals(REQUEST_OFFERS, Hex.of(input, 0, 24));
    }

    @Test
    void theInputOfSignalEventIsItsRegister() {
        assertEquals(0x2001, SignalEvent.input(0x2001, 0));
        assertEquals(0x5_0000_2001L, SignalEvent.input(0x2001, 5));
    }

    @Test
    void aSignalArrivesFastOrFromMemory() {
        assertEquals(HypercallStatus.SUCCESS, call(SignalEvent.CODE | FAST, SignalEvent.input(EVENTS, 3)));
        guest.memory().write(PAGE, Hex.bytes("4e 00 00 00 04 00 00 00"), 0, 8);
        assertEquals(HypercallStatus.SUCCESS, call(SignalEvent.CODE, PAGE));
        assertEquals(List.of("flag 3", "flag 4"), heard);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x5E, 0xFFFF, 0x0})
    void unknownCodesAreRefused(long code) {
        assertEquals(HypercallStatus.INVALID_HYPERCALL_CODE, call(code, PAGE));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 17, 1L << 27, 1L << 31, 1L << 32, 1L << 48, 1L << 63})
    void repetitionsAndReservedBitsAreRefused(long bits) {
        assertEquals(HypercallStatus.INVALID_HYPERCALL_INPUT, call(SignalEvent.CODE | FAST | bits, EVENTS));
    }

    @Test
    void aMessageDoesNotFitIntoARegister() {
        assertEquals(HypercallStatus.INVALID_HYPERCALL_INPUT, call(PostMessage.CODE | FAST, MESSAGES));
    }

    @ParameterizedTest
    @ValueSource(longs = {PAGE + 4, PAGE + 4096 - 248})
    void inputIsAlignedAndInOnePage(long input) {
        assertEquals(HypercallStatus.INVALID_ALIGNMENT, post(input));
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, -4096, Long.MIN_VALUE})
    void inputIsInMemory(long input) {
        assertEquals(HypercallStatus.INVALID_ALIGNMENT, post(input));
    }

    @Test
    void payloadsAreAtMost240Bytes() {
        message(MESSAGES, 1, "");
        guest.memory().putI32(PAGE + 12, 240);
        assertEquals(HypercallStatus.SUCCESS, post(PAGE));
        guest.memory().putI32(PAGE + 12, 241);
        assertEquals(HypercallStatus.INVALID_PARAMETER, post(PAGE));
        guest.memory().putI32(PAGE + 12, -1);
        assertEquals(HypercallStatus.INVALID_PARAMETER, post(PAGE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x8000_0000, -1})
    void theHypervisorsOwnMessageTypesAreNotForGuests(int type) {
        message(MESSAGES, type, "");
        assertEquals(HypercallStatus.INVALID_PARAMETER, post(PAGE));
    }

    @Test
    void aConnectionMustExistAndBeOfTheRightKind() {
        message(99, 1, "");
        assertEquals(HypercallStatus.INVALID_CONNECTION_ID, post(PAGE));
        message(EVENTS, 1, "");
        assertEquals(HypercallStatus.INVALID_PORT_ID, post(PAGE));
        assertEquals(HypercallStatus.INVALID_PORT_ID, call(SignalEvent.CODE | FAST, MESSAGES));
        guest.connections().disconnect(EVENTS);
        assertEquals(HypercallStatus.INVALID_CONNECTION_ID, call(SignalEvent.CODE | FAST, EVENTS));
    }

    @Test
    void onlyTheLow24BitsOfAConnectionCount() {
        assertEquals(HypercallStatus.SUCCESS, call(SignalEvent.CODE | FAST, EVENTS | 0xFF00_0000L));
    }

    @Test
    void processorsKnowTheirNumber() {
        assertEquals(0, processor.readRegister(VirtualProcessor.VP_INDEX));
        assertThrows(GuestFault.class, () -> processor.writeRegister(VirtualProcessor.VP_INDEX, 1));
        assertThrows(GuestFault.class, () -> processor.readRegister(0x4000_0003));
    }

    private void message(int connection, int type, String payload) {
        MemorySegment bytes = Hex.bytes(payload);
        PostMessage.writeHead(guest.memory().segment(), PAGE, connection, type, (int) bytes.byteSize());
        guest.memory().write(PAGE + PostMessage.PAYLOAD, bytes, 0, bytes.byteSize());
    }

    private HypercallStatus post(long input) {
        return call(PostMessage.CODE, input);
    }

    private HypercallStatus call(long control, long input) {
        return HypercallStatus.of(processor.hypercall(control, input));
    }
}
