package viridian.emulated.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import viridian.emulated.device.Dec21140Settings;
import viridian.partitions.Hypervisor;
import viridian.partitions.Partition;
import viridian.partitions.Turns;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** What iPXE's tulip driver does with a 21140, access by access, played by a driver of the test's own. */
class IpxeTranscriptTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");
    private static final MacAddress PEER = MacAddress.parse("00-15-5D-01-02-04");
    private static final int SLOT = 7;

    private final Hypervisor hypervisor = new Hypervisor(name -> new Turns());
    private final Partition partition = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 1);
    private final TracedDevice trace =
            partition.pci().plug(SLOT, 0, (memory, line) -> new TracedDevice(Dec21140Settings.of(OWN), memory, line));
    private final RecordingNic wire = new RecordingNic(MacAddress.NONE);
    private final IpxeDriver driver = new IpxeDriver(partition, SLOT);

    @BeforeEach
    void plug() {
        trace.device().start(wire);
    }

    @AfterEach
    void end() {
        hypervisor.close();
    }

    @Test
    void probesAndOpensInOne() {
        assertEquals(
                "w7 0, r6, w6 32000040, r8, r5, w12 100, r6, w6 32000040, w0 1, w0 1a08000, w3 1000, w4 1100, w12 100,"
                        + " w12 0, w6 3840000, w6 3842000, w1 0, r6, w6 3842080, w6 3842082",
                trace.take());
        assertEquals(8_328, trace.takePins());
    }

    @Test
    void readsItsAddressFromTheRom() {
        byte[] address = Arrays.copyOfRange(driver.rom, 20, 26);
        assertArrayEquals(new byte[] {0x00, 0x15, 0x5D, 0x01, 0x02, 0x03}, address);
    }

    @Test
    void sendsBySixAccessesAndWithoutAnInterrupt() {
        trace.take();
        driver.send(bytes(FrameBuilder.frame(OWN, PEER).length(300).build()));
        assertEquals("r6, w6 3840082, w4 1100, w6 3842082, w1 0, w6 3840082", trace.take());
        assertEquals(300, wire.takeHeard().get(0).length());
        assertEquals(0, trace.device().counters().interrupts());
    }

    @Test
    void sendsManyTimesFromTheSameDescriptor() {
        for (int i = 0; i < 100; i++)
            driver.send(bytes(FrameBuilder.frame(OWN, PEER).payload((byte) i).build()));
        assertEquals(100, wire.takeHeard().size());
    }

    @Test
    void receivesWithoutAnyAccess() {
        trace.take();
        for (int i = 0; i < 20; i++) {
            trace.device().accept(FrameBuilder.frame(PEER, OWN).length(200 + i).build());
            List<byte[]> frames = driver.poll();
            assertEquals(
                    List.of(200 + i), frames.stream().map(frame -> frame.length).toList());
        }
        assertEquals("", trace.take());
    }

    @Test
    void hearsItselfAllStationsAndEveryGroup() {
        trace.device().accept(FrameBuilder.frame(PEER, OWN).build());
        trace.device().accept(FrameBuilder.broadcast(PEER).build());
        trace.device()
                .accept(FrameBuilder.frame(PEER, MacAddress.parse("01-00-5E-00-00-01"))
                        .build());
        trace.device().accept(FrameBuilder.frame(PEER, PEER).build());
        assertEquals(3, driver.poll().size());
    }

    private static byte[] bytes(Frame frame) {
        return frame.bytes().toArray(ValueLayout.JAVA_BYTE);
    }
}
