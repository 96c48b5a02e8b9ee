package viridian.synthetic.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestAllocator;
import viridian.partitions.Partition;
import viridian.partitions.vmbus.VmbusClient;
import viridian.synthetic.Bench;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.vswitch.nic.Station;

/** The driver says what Linux's says, in the order Linux's says it. */
class NetVscTranscriptTest {

    private final Bench bench = new Bench();

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void fromTheProbeToTheEndWithAHostOf2012R2() {
        BareHost host = new BareHost(NvspVersion.V5);
        NetVsc driver = probed(host, NetVscSettings.SMALL);
        assertEquals(
                List.of(
                        "Init[oldest=393217, newest=393217] C",
                        "Init[oldest=393216, newest=393216] C",
                        "Init[oldest=327680, newest=327680] C",
                        "NdisConfig[mtu=1514, capabilities=44]",
                        "NdisVersion[major=6, minor=30]",
                        "SendReceiveBuffer[gpadl=925201, id=51966] C",
                        "SendSendBuffer[gpadl=925202, id=0] C",
                        "Initialize[request=1, major=1, minor=0, maxTransfer=16384] C",
                        "completed 0",
                        "query 00010106 C",
                        "completed 0",
                        "query 01010101 C",
                        "completed 0",
                        "query fc01020d C",
                        "completed 0",
                        "set fc01020c 80 03 1c 00 01" + " 00".repeat(23) + " C",
                        "completed 0",
                        "query 00010114 C",
                        "completed 0",
                        "query 00010107 C",
                        "completed 0",
                        "query 00010203 C",
                        "completed 0"),
                host.takeHeard());
        assertEquals(Bench.address(1), driver.address());
        assertTrue(driver.isLinked());
        new Station(driver);
        bench.settle();
        assertEquals(List.of("set 0001010e 0d 00 00 00 C", "completed 0"), host.takeHeard());
        driver.close();
        bench.settle();
        assertEquals(
                List.of("Halt[request=10] C", "RevokeReceiveBuffer[id=51966]", "RevokeSendBuffer[id=0]", "closed"),
                host.takeHeard());
    }

    @Test
    void aHostOf2008GetsNoConfigurationAndFewerQuestions() {
        BareHost host = new BareHost(NvspVersion.V1);
        NetVsc driver = probed(host, NetVscSettings.SMALL.withMaxFrame(9014));
        List<String> heard = host.takeHeard();
        assertEquals("Init[oldest=2, newest=2] C", heard.get(5));
        assertEquals("NdisVersion[major=6, minor=1]", heard.get(6));
        assertTrue(heard.stream().noneMatch(said -> said.startsWith("NdisConfig")));
        assertTrue(heard.stream().noneMatch(said -> said.contains("00010107")));
        assertEquals(1514, driver.maxFrame());
    }

    @Test
    void aHostOf2019GetsLongMessagesAndIsToldOfJoinedSegments() {
        BareHost host = new BareHost(NvspVersion.V6_1);
        NetVsc driver = probed(host, NetVscSettings.SMALL);
        List<String> heard = host.takeHeard();
        assertEquals("Init[oldest=393217, newest=393217] C", heard.get(0));
        assertEquals("NdisConfig[mtu=1514, capabilities=172]", heard.get(1));
        assertEquals(List.of(32, 40), host.lengths().subList(0, 2));
        assertTrue(driver.isLinked());
    }

    @Test
    void theFirstDriverSpeaksAsIn2008() {
        BareHost host = new BareHost(NvspVersion.V6_1);
        NetVsc driver = probed(host, NetVscSettings.FIRST);
        assertEquals(
                List.of(
                        "Init[oldest=2, newest=2] C",
                        "NdisVersion[major=5, minor=0]",
                        "SendReceiveBuffer[gpadl=925201, id=51966] C",
                        "Initialize[request=1, major=1, minor=0, maxTransfer=2048] C",
                        "completed 0",
                        "query 00010106 C",
                        "completed 0",
                        "query 01010101 C",
                        "completed 0",
                        "query 00010114 C",
                        "completed 0"),
                host.takeHeard());
        Station station = new Station(driver);
        bench.settle();
        host.takeHeard();
        assertTrue(station.saysTo(Bench.address(2)));
        bench.settle();
        assertEquals(List.of("frames of 104 in pages C"), host.takeHeard());
    }

    @Test
    void aHostThatRefusesAnythingNecessaryEndsTheProbe() {
        refused(
                "no version",
                answer ->
                        answer instanceof NvspMessage.InitComplete ? new NvspMessage.InitComplete(-1, 34, 0) : answer);
        refused(
                "no receive buffer",
                answer -> answer instanceof NvspMessage.ReceiveBufferComplete
                        ? new NvspMessage.ReceiveBufferComplete(2, 0, 0, 0, 0, 0)
                        : answer);
        refused(
                "a receive buffer beyond the memory",
                answer -> answer instanceof NvspMessage.ReceiveBufferComplete
                        ? new NvspMessage.ReceiveBufferComplete(1, 1, 0, 1806, 581, 581 * 1806)
                        : answer);
        refused(
                "sections of nothing",
                answer -> answer instanceof NvspMessage.SendBufferComplete
                        ? new NvspMessage.SendBufferComplete(1, 0)
                        : answer);
    }

    @Test
    void anAdapterWithoutAddressOrOffloadsEndsTheProbe() {
        for (int refused : new int[] {0x01010101, 0xFC01020D}) {
            BareHost host = new BareHost(NvspVersion.V5);
            int[] asked = new int[1];
            host.replies(reply -> {
                boolean isRefused = reply instanceof RndisMessage.QueryComplete && ++asked[0] == position(refused);
                return isRefused
                        ? new RndisMessage.QueryComplete(
                                ((RndisMessage.Numbered) reply).request(), 0xC00000BB, RndisMessage.NOTHING)
                        : reply;
            });
            assertFailed(probed(host, NetVscSettings.SMALL), "%08x".formatted(refused));
        }
    }

    /** Which of the driver's queries it is. */
    private static int position(int oid) {
        return oid == 0x01010101 ? 2 : 3;
    }

    private void refused(String why, UnaryOperator<NvspMessage> answers) {
        BareHost host = new BareHost(NvspVersion.V5);
        host.answers(answers);
        NetVsc driver = probed(host, NetVscSettings.SMALL);
        assertFailed(driver, why);
        assertEquals("closed", host.takeHeard().getLast(), why);
    }

    private void assertFailed(NetVsc driver, String why) {
        assertTrue(driver.ready().toCompletableFuture().isCompletedExceptionally(), why);
        assertThrows(
                CompletionException.class,
                () -> driver.ready().toCompletableFuture().join());
        assertFalse(driver.isLinked(), why);
    }

    private NetVsc probed(BareHost host, NetVscSettings settings) {
        Partition partition = bench.hypervisor().createChild(bench.hypervisor().root(), "guest", Bench.MEMORY_BYTES, 1);
        GuestAllocator allocator = new GuestAllocator(partition.memory());
        VmbusClient client = new VmbusClient(partition, allocator, Bench.versions());
        NetVsc driver = new NetVsc(allocator, settings);
        partition.vmbus().offer(host);
        client.register(driver);
        client.connect();
        bench.settle();
        return driver;
    }
}
