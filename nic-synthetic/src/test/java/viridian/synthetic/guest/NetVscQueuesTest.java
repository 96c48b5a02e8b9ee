package viridian.synthetic.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestAllocator;
import viridian.partitions.LittleEndian;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.VmbusClient;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.Bench;
import viridian.synthetic.Bytes;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisPacket;
import viridian.synthetic.rss.RssCapabilities;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.Station;

/** A driver that wants several channels: how it gets them, and what goes on each. */
class NetVscQueuesTest {

    private static final int PART = 1806;

    private final Bench bench = new Bench();
    private final BareHost host = new BareHost(NvspVersion.V6);

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void itAsksAsLinuxDoes() {
        host.promise(2);
        probed(4);
        List<String> heard = host.takeHeard();
        int asked = heard.indexOf("Subchannel[operationOrStatus=1, count=3] C");
        assertTrue(asked > 0, heard.toString());
        List<String> after = heard.subList(asked + 1, heard.size());
        assertEquals(4, after.size());
        String head = " 02 28 00 %s 00 00 00 01 d7 00 00 00 02 00 00 28 00 00 00 28 00 00 00 28 02 00 00";
        assertEquals(
                "set 00010204 89" + head.formatted("10"),
                after.get(0).substring(0, head.formatted("10").length() + 15));
        assertEquals(
                "set 00010204 89" + head.formatted("00"),
                after.get(2).substring(0, head.formatted("10").length() + 15));
        assertEquals(2, host.further().size());
    }

    @Test
    void aHostThatGrantsNoneIsDrivenByOneChannel() {
        NetVsc driver = probed(4);
        assertTrue(driver.isLinked());
        assertEquals(List.of(), host.further());
        assertTrue(host.takeHeard().stream().noneMatch(said -> said.contains("00010204")));
    }

    @Test
    void aHostThatGrantsMoreThanItWasAskedForIsNotBelieved() {
        host.answers(answer -> answer instanceof NvspMessage.Subchannel ? new NvspMessage.Subchannel(1, 100) : answer);
        assertTrue(probed(4).isLinked());
        assertEquals(List.of(), host.further());
    }

    @Test
    void flowsGoWhereTheHostsTableSaysAndEachStaysOnItsChannel() {
        host.promise(3);
        NetVsc driver =
                probed(NetVscSettings.SMALL.withBuffers(1 << 20, 2 << 20).withQueues(4));
        Station station = new Station(driver);
        bench.settle();
        table(List.of(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3));
        for (int round = 0; round < 3; round++) {
            for (int port = 0; port < 60; port++) assertTrue(station.says(TcpFrame.flow(1000 + port, 80)));
        }
        List<AdapterCounters> counters = driver.countersByQueue();
        assertEquals(4, counters.size());
        for (AdapterCounters queue : counters) {
            assertTrue(queue.sent() > 0 && queue.sent() % 3 == 0, "whole flows: " + queue.sent());
        }
        assertEquals(180, driver.counters().sent());
        assertTrue(
                station.says(FrameBuilder.broadcast(driver.address()).build()),
                "what is no flow goes on the first channel");
        assertEquals(1, counters.getFirst().sent() % 3);
    }

    @Test
    void aTableThatNamesAChannelThereIsNotIsNotUsed() {
        host.promise(1);
        NetVsc driver = probed(2);
        Station station = new Station(driver);
        bench.settle();
        table(List.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        table(List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2));
        table(List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1));
        table(List.of());
        assertTrue(station.says(TcpFrame.flow(1, 2)));
        assertEquals(1, driver.countersByQueue().get(1).sent());
        MemorySegment late = new NvspMessage.IndirectionTable(List.of(0, 0, 0, 0)).bytes(40);
        LittleEndian.putI32(late, 8, 1000);
        say(late);
        assertTrue(station.says(TcpFrame.flow(1, 2)));
        assertEquals(2, driver.countersByQueue().get(1).sent());
    }

    @Test
    void eachChannelIsHeardOnAndCompletedOnItself() {
        host.promise(2);
        NetVsc driver = probed(3);
        Station station = new Station(driver);
        bench.settle();
        host.takeHeard();
        Frame frame = FrameBuilder.frame(Bench.address(2), Bench.address(1)).build();
        MemorySegment envelope = MemorySegment.ofArray(new byte[104]);
        RndisPacket.writeHead(envelope, 0, 104, 44, 60, Frame.UNTAGGED);
        frame.copyTo(envelope, 44);
        for (int i = 0; i < 2; i++) {
            host.put((20L + i) * PART, envelope);
            int[] offset = {(20 + i) * PART};
            host.announce(host.further().get(i), Terms.RECEIVE_ID, NvspRndis.DATA, offset, new int[] {104}, 20 + i);
        }
        bench.settle();
        assertEquals(2, station.heard().size());
        assertEquals(1, driver.countersByQueue().get(1).received());
        assertEquals(1, driver.countersByQueue().get(2).received());
        assertEquals(List.of("completed 20", "completed 21"), host.takeHeard());
    }

    @Test
    void controlMessagesOnAFurtherChannelEndThatChannelOnly() {
        host.promise(1);
        NetVsc driver = probed(2);
        new Station(driver);
        bench.settle();
        host.put(0, Bytes.of("07 00 00 00 14 00 00 00 0c 00 01 40 00 00 00 00 00 00 00 00"));
        host.announce(host.further().getFirst(), Terms.RECEIVE_ID, NvspRndis.CONTROL, new int[] {0}, new int[] {20}, 0);
        bench.settle();
        assertTrue(driver.isLinked());
        host.control(0, Bytes.of("07 00 00 00 14 00 00 00 0c 00 01 40 00 00 00 00 00 00 00 00"));
        bench.settle();
        assertTrue(!driver.isLinked(), "the first channel is still listened to");
    }

    @Test
    void furtherChannelsCloseBeforeTheFirst() {
        host.promise(2);
        NetVsc driver = probed(3);
        host.takeHeard();
        driver.close();
        bench.settle();
        List<String> closings = new ArrayList<>(host.takeHeard());
        closings.removeIf(said -> !said.startsWith("closed"));
        assertEquals(List.of("closed 1", "closed 2", "closed"), closings);
    }

    @Test
    void theSectionsOfTheSendBufferAreSharedOut() {
        host.promise(1);
        NetVsc driver = probed(2);
        Station station = new Station(driver);
        bench.settle();
        table(List.of(0, 1));
        host.takeHeard();
        Map<String, Integer> sections = new HashMap<>();
        for (int port = 0; port < 200; port++) {
            if (!station.says(TcpFrame.flow(port, 80))) continue;
            bench.settle();
            for (String said : host.takeHeard()) sections.merge(said, 1, Integer::sum);
        }
        // 512 KB are 85 sections, so two shares of 42; the host here completes none.
        assertEquals(84, sections.size());
        assertTrue(sections.values().stream().allMatch(times -> times == 1), sections.toString());
    }

    private void table(List<Integer> channels) {
        say(new NvspMessage.IndirectionTable(channels).bytes(28));
    }

    private void say(MemorySegment message) {
        host.channel().send(message, 0, (int) message.byteSize(), 5, false);
        host.channel().flush();
        bench.settle();
    }

    private NetVsc probed(int queues) {
        return probed(NetVscSettings.SMALL.withQueues(queues));
    }

    private NetVsc probed(NetVscSettings settings) {
        host.has(0x00010203, new RssCapabilities(0x3701, 1, 8, 128).bytes());
        Partition partition = bench.hypervisor().createChild(bench.hypervisor().root(), "guest", Bench.MEMORY_BYTES, 3);
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
        NetVsc driver = new NetVsc(allocator, settings, null, 3);
        partition.vmbus().offer(host);
        client.register(driver);
        client.connect();
        bench.settle();
        assertTrue(driver.isLinked());
        return driver;
    }
}
