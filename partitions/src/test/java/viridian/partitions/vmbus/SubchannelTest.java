package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.Machine;

class SubchannelTest {

    private final Machine machine = new Machine(EnumSet.allOf(VmbusVersion.class));
    private final EchoDevice device = new EchoDevice(1);
    private final EchoDriver driver = new EchoDriver();
    private final Vmbus bus = machine.guest().vmbus();

    @AfterEach
    void close() {
        machine.close();
    }

    private void connect() {
        bus.offer(device);
        machine.client().register(driver);
        machine.connected();
    }

    private int offer(int count) {
        int offered = device.channel().offerSubchannels(count);
        machine.turns().take();
        return offered;
    }

    @Test
    void aSubchannelRepeatsItsDeviceAndHasANumber() {
        connect();
        assertEquals(2, offer(2));
        ChannelOffer first = device.offer();
        assertEquals(
                List.of(
                        new ChannelOffer(first.type(), first.instance(), 1),
                        new ChannelOffer(first.type(), first.instance(), 2)),
                driver.subchannels.stream().map(VmbusChannel::offer).toList());
    }

    @Test
    void onlyWhatIsMissingIsOffered() {
        connect();
        assertEquals(1, offer(1));
        assertEquals(2, offer(3));
        assertEquals(0, offer(3));
        assertEquals(3, driver.subchannels.size());
    }

    @Test
    void packetsGoThroughASubchannelOfAnotherProcessor() {
        connect();
        offer(1);
        VmbusChannel subchannel = driver.subchannels.getFirst();
        List<Integer> statuses = new ArrayList<>();
        subchannel.onSignal(() -> subchannel.receive(driver::completed, 64));
        subchannel.open(EchoDriver.RING_BYTES, 1, statuses::add);
        machine.turns().take();
        assertEquals(List.of(0), statuses);
        assertTrue(driver.send(subchannel, 7));
        subchannel.flush();
        machine.turns().take();
        assertEquals(List.of(7L), driver.completed);
        assertEquals(List.of("open", "open 1", "packet 7"), device.events);
    }

    @Test
    void aProcessorTheGuestDoesNotHaveIsRefusedAtOnce() {
        connect();
        VmbusChannel channel = driver.channel();
        assertThrows(IllegalArgumentException.class, () -> channel.open(EchoDriver.RING_BYTES, 2, _ -> {}));
    }

    @Test
    void subchannelsCloseBeforeTheirPrimaryAndAreRescindedWithIt() {
        connect();
        offer(2);
        for (VmbusChannel channel : driver.subchannels) channel.open(EchoDriver.RING_BYTES, 1, _ -> {});
        machine.turns().take();
        driver.channel().close();
        machine.turns().take();
        assertEquals(List.of("open", "open 1", "open 2", "close 1", "close 2", "close"), device.events);
        for (VmbusChannel channel : driver.subchannels) assertFalse(channel.isOpen());
        driver.channel().open(EchoDriver.RING_BYTES, _ -> {});
        machine.turns().take();
        assertEquals(2, offer(2), "their numbers are free again");
    }

    @Test
    void withdrawingTheDeviceTakesItsSubchannelsAlong() {
        connect();
        offer(1);
        driver.subchannels.getFirst().open(EchoDriver.RING_BYTES, _ -> {});
        machine.turns().take();
        bus.withdraw(device);
        machine.turns().take();
        assertEquals(List.of("open", "open 1", "close 1", "close"), device.events);
        assertEquals(1, driver.removals);
        assertFalse(driver.subchannels.getFirst().isOpen());
    }

    @Test
    void oldGuestsKnowOfNoSubchannels() {
        bus.speak(Set.of(VmbusVersion.V2_4));
        connect();
        assertEquals(0, offer(1));
    }

    @Test
    void aChannelThatIsNotOpenHasNone() {
        connect();
        VmbusChannel before = device.channel();
        driver.channel().close();
        machine.turns().take();
        assertEquals(0, before.offerSubchannels(1));
    }
}
