package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.partitions.LittleEndian;
import viridian.partitions.Machine;

/** What the guest's end of the bus does when its host says what it should not. */
class HostileHostTest {

    private final Machine machine = new Machine(EnumSet.allOf(VmbusVersion.class));
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final MemorySegment message = MemorySegment.ofArray(new byte[VmbusMessage.MAX_BYTES]);
    private long echoes;

    @BeforeEach
    void connect() {
        machine.guest().vmbus().offer(device);
        machine.client().register(driver);
        machine.connected();
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private void says(MemorySegment bytes, int length) {
        machine.guest().processor(0).synIc().post(Wire.INTERRUPT_SOURCE, Wire.MESSAGE_TYPE, bytes, 0, length);
        machine.turns().take();
    }

    private void assertItGoesOn() {
        assertTrue(driver.send(++echoes));
        driver.channel().flush();
        machine.turns().take();
        assertEquals(echoes, driver.completed.getLast());
    }

    private static VmbusMessage offer(int relid) {
        return new VmbusMessage.Offer(new EchoDevice(9).offer(), relid, 0x2009, MonitorPages.NONE, true);
    }

    static List<VmbusMessage> aboutNothing() {
        return List.of(
                offer(0),
                offer(-1),
                offer(1),
                offer(2048),
                new VmbusMessage.Rescind(2),
                new VmbusMessage.Rescind(-1),
                new VmbusMessage.OpenResult(1, 77, 0),
                new VmbusMessage.OpenResult(1, 0xE1E10, 0),
                new VmbusMessage.OpenResult(5, 5, 0),
                new VmbusMessage.GpadlCreated(1, 0xE1E10, 0),
                new VmbusMessage.GpadlTorndown(0xE1E10),
                new VmbusMessage.VersionResponse(true, 0, 0x10001),
                new VmbusMessage.ModifyChannelResponse(1, 0),
                new VmbusMessage.CloseReservedResponse(1),
                new VmbusMessage.AllOffers(),
                new VmbusMessage.Open(1, 1, 1, 0, 1),
                new VmbusMessage.Unknown(4711));
    }

    @ParameterizedTest
    @MethodSource("aboutNothing")
    void whatIsAboutNothingIsIgnored(VmbusMessage said) {
        says(message, said.write(message));
        assertItGoesOn();
        assertEquals(List.of(0), driver.openings);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 11, 15, 19})
    void whatEndsTooEarlyIsIgnored(int length) {
        for (int type = 0; type < 32; type++) {
            if (type == VmbusMessage.UnloadResponse.TYPE) continue; // all of it is its type
            message.fill((byte) 0);
            LittleEndian.putI32(message, 0, type);
            LittleEndian.putI32(message, 8, 1);
            if (type != VmbusMessage.Rescind.TYPE || length < 12) says(message, length);
        }
        assertItGoesOn();
    }

    @Test
    void aMonitorNumberThatCannotBeIsNone() {
        EchoDriver other = new EchoDriver();
        machine.client().register(other);
        new VmbusMessage.Offer(new EchoDevice(9).offer(), 9, 0x2009, 200, true).write(message);
        says(message, VmbusMessage.Offer.BYTES);
        other.channel().flush();
        assertItGoesOn();
    }

    @Test
    void noiseDoesNoHarm() {
        long seed = System.nanoTime();
        System.out.println("HostileHostTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] noise = new byte[VmbusMessage.MAX_BYTES];
        for (int i = 0; i < 5000; i++) {
            random.nextBytes(noise);
            MemorySegment bytes = MemorySegment.ofArray(noise);
            LittleEndian.putI32(bytes, 0, random.nextInt(30));
            LittleEndian.putI32(bytes, 8, random.nextInt(2, 3000)); // not our own channel's
            if (LittleEndian.i32(bytes, 0) == VmbusMessage.UnloadResponse.TYPE) continue;
            says(bytes, random.nextInt(241));
        }
        assertItGoesOn();
    }
}
