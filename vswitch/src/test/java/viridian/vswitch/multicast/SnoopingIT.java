package viridian.vswitch.multicast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static viridian.vswitch.multicast.Talk.SECOND;

import java.io.IOException;
import java.nio.channels.MembershipKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.vswitch.DropReason;
import viridian.vswitch.FrameObserver;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.PatchPanel;
import viridian.vswitch.nic.PcapOptions;
import viridian.vswitch.packet.Packet;
import viridian.vswitch.testing.NeedsRoot;
import viridian.vswitch.testing.NeedsTool;

/** Three Linux hosts in namespaces, one port each: their kernels report, answer and leave, and hear what they joined. */
@NeedsRoot
@NeedsTool({"ip", "ethtool"})
class SnoopingIT {

    private static final SnoopingSettings SETTINGS = SnoopingSettings.USUAL
            .withQuerier(QuerierSettings.at(MulticastBench.SWITCH))
            .withTiming(new Timing(2, 6 * SECOND, SECOND))
            .withLastMember(SECOND / 5, 2);

    private final PatchPanel panel = new PatchPanel();
    private final Map<String, String> namespaces = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("it"), System::nanoTime);
    private final Snooping snooping = new Snooping(vswitch, SETTINGS);

    /** Messages about groups that came in, and the names of ports that streams left by. */
    private final List<GroupMessage> reports = new CopyOnWriteArrayList<>();

    private final List<String> streamsTo = new CopyOnWriteArrayList<>();

    @BeforeEach
    void lay() throws IOException {
        String core = panel.namespace("core");
        vswitch.extend(snooping);
        vswitch.observe(new Ear());
        for (String name : List.of("listener", "bystander", "sender")) {
            String host = panel.namespace(name.substring(0, 3));
            namespaces.put(name, host);
            panel.cable(core, "to" + name.substring(0, 3), host, "eth0", 1500);
            vswitch.plug(
                    PortSettings.network(name), PatchPanel.open(core, "to" + name.substring(0, 3), PcapOptions.ANY));
        }
        clock.scheduleAtFixedRate(() -> snooping.tick(System.nanoTime()), 0, 100, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void takeUp() throws IOException, InterruptedException {
        clock.shutdownNow();
        assertTrue(clock.awaitTermination(10, TimeUnit.SECONDS));
        vswitch.close();
        panel.close();
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheHostThatJoinedHearsTheStreamAndOnlyUntilItLeaves(GroupProtocol protocol) throws IOException {
        boolean ipv4 = protocol == GroupProtocol.IGMP;
        String group = ipv4 ? "239.77.1.2" : "ff15::77:2";
        try (KernelHost listener = host("listener", 1, ipv4);
                KernelHost bystander = host("bystander", 2, ipv4);
                KernelHost sender = host("sender", 3, ipv4)) {
            MembershipKey membership = listener.join(group);
            waiting().until(() -> entries(group).equals(List.of("listener " + protocol + "v" + protocol.newest())));
            waiting().until(() -> answered(protocol));

            streamsTo.clear();
            for (int i = 0; i < 5; i++) sender.send(group);
            int[] heard = {0};
            waiting().until(() -> (heard[0] += listener.heard()) == 5);
            assertEquals(List.of("listener", "listener", "listener", "listener", "listener"), streamsTo);
            assertEquals(0, bystander.heard());

            // A current-state record is what a kernel says when it is asked.
            reports.clear();
            waiting().until(() -> reports.stream().anyMatch(said -> isAnswer(said, group)));

            membership.drop();
            waiting().until(() -> entries(group).isEmpty());
            MembershipKey other = bystander.join(group); // so that the group is still known
            waiting().until(() -> entries(group).size() == 1);
            streamsTo.clear();
            sender.send(group);
            waiting().until(() -> !streamsTo.isEmpty());
            assertEquals(List.of("bystander"), streamsTo);
            other.drop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKernelThatWantsOneSourceHearsThatSourceOnly(GroupProtocol protocol) throws IOException {
        boolean ipv4 = protocol == GroupProtocol.IGMP;
        String group = ipv4 ? "232.77.1.2" : "ff35::77:2";
        String source = ipv4 ? "10.78.0.3" : "2001:db8::3";
        try (KernelHost listener = host("listener", 1, ipv4);
                KernelHost other = host("bystander", 2, ipv4);
                KernelHost sender = host("sender", 3, ipv4)) {
            MembershipKey membership = listener.join(group, source);
            waiting()
                    .until(() -> snooping.groups().stream()
                            .anyMatch(entry -> entry.group().equals(group)
                                    && entry.filter().equals("include")
                                    && entry.sources().equals(List.of(source))));
            waiting().until(() -> answered(protocol));
            streamsTo.clear();
            other.send(group);
            sender.send(group);
            waiting().until(() -> listener.heard() == 1);
            assertEquals(List.of("listener"), streamsTo);
            membership.drop();
            waiting().until(() -> entries(group).isEmpty());
        }
    }

    private static boolean isAnswer(GroupMessage said, String group) {
        return said instanceof GroupMessage.Records records
                && records.records().stream()
                        .anyMatch(told ->
                                told.group().equals(Talk.ip(group)) && told.type() == GroupRecord.Type.IS_EXCLUDE);
    }

    private KernelHost host(String name, int number, boolean ipv4) throws IOException {
        return new KernelHost(namespaces.getOrDefault(name, ""), "eth0", number, ipv4);
    }

    private boolean answered(GroupProtocol protocol) {
        return snooping.queriers().stream()
                .anyMatch(entry -> entry.protocol().equals(protocol.name()) && entry.isAnswered());
    }

    private List<String> entries(String group) {
        return snooping.groups().stream()
                .filter(entry -> entry.group().equals(group))
                .map(entry -> entry.port() + " " + entry.kind())
                .toList();
    }

    private static ConditionFactory waiting() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    private final class Ear implements FrameObserver {
        @Override
        public void received(Port at, Frame frame) {
            HeardMessage heard = frame.isGroup() ? HeardMessage.read(frame) : null;
            if (heard != null) reports.add(heard.message());
        }

        @Override
        public void sent(Port at, Frame frame) {
            Packet packet = Packet.onThisThread();
            packet.read(frame);
            if (packet.hasPorts() && GroupProtocol.isGroup(packet.destination())) streamsTo.add(at.name());
        }

        @Override
        public void dropped(Port at, Frame frame, DropReason why) {}
    }
}
