package viridian.vswitch.multicast;

import static viridian.vswitch.multicast.Talk.SECOND;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.RecordingNic;

/** A switch that snoops, on a clock the test turns: network ports, with one host behind each. */
final class MulticastBench {

    static final MacAddress SWITCH = MacAddress.parse("02-00-5E-00-00-01");
    private static final long TICK = SECOND / 10;

    long now = 5 * SECOND;
    final VirtualSwitch vswitch = new VirtualSwitch(SwitchSettings.named("test"), () -> now);
    final Snooping snooping;
    final List<String> events = new ArrayList<>();
    private final Map<String, RecordingNic> nics = new LinkedHashMap<>();

    MulticastBench(SnoopingSettings settings) {
        snooping = new Snooping(vswitch, settings);
        vswitch.extend(snooping);
        vswitch.events().listen(event -> {
            if (event instanceof MulticastEvent) events.add(event.sentence());
        });
    }

    /** A switch that asks itself. */
    static MulticastBench withQuerier() {
        return new MulticastBench(SnoopingSettings.USUAL.withQuerier(QuerierSettings.at(SWITCH)));
    }

    static MacAddress mac(String port) {
        return MacAddress.of(0x0200_0000_0000L | (port.hashCode() & 0xFFFF_FFFFL));
    }

    void plug(String... names) {
        for (String name : names) plug(PortSettings.network(name));
    }

    void plug(PortSettings settings) {
        RecordingNic nic = new RecordingNic(MacAddress.NONE);
        vswitch.plug(settings, nic);
        nics.put(settings.name(), nic);
    }

    Port port(String name) {
        return vswitch.ports().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    RecordingNic nic(String name) {
        return Objects.requireNonNull(nics.get(name));
    }

    void feature(String port, UnaryOperator<MulticastPort> change) {
        Port at = port(port);
        MulticastPort before = at.settings().feature(MulticastPort.class);
        at.change(at.settings().with(change.apply(before == null ? MulticastPort.USUAL : before)));
    }

    /** Time passes, and the switch does what is due. */
    void pass(long nanos) {
        for (long end = now + nanos; now < end; ) {
            now = Math.min(now + TICK, end);
            snooping.tick(now);
        }
    }

    void passSeconds(long seconds) {
        pass(seconds * SECOND);
    }

    /** Somebody asks, and hosts have had the time to answer: from now on the table is used. */
    void settle() {
        passSeconds(11);
        hush();
    }

    /** What was heard so far is forgotten. */
    void hush() {
        nics.values().forEach(RecordingNic::takeHeard);
    }

    void says(String port, Frame frame) {
        nic(port).says(frame);
    }

    void joins(String port, String group) {
        says(port, Talk.records(mac(port), Talk.told(GroupRecord.Type.TO_EXCLUDE, group)));
    }

    void leaves(String port, String group) {
        says(port, Talk.records(mac(port), Talk.told(GroupRecord.Type.TO_INCLUDE, group)));
    }

    void tells(String port, GroupRecord.Type type, String group, String... sources) {
        says(port, Talk.records(mac(port), Talk.told(type, group, sources)));
    }

    /** Who hears a frame of a stream that comes in by a port. */
    String hearersOf(String from, String source, String group) {
        return hearersOf(from, Talk.data(mac(from), source, group));
    }

    String hearersOf(String from, String group) {
        return hearersOf(from, group.contains(":") ? "2001:db8::9" : "10.0.0.9", group);
    }

    /** Who hears a frame that comes in by a port: their names in alphabetical order. */
    String hearersOf(String from, Frame frame) {
        hush();
        says(from, frame);
        TreeSet<String> hearers = new TreeSet<>();
        nics.forEach((name, nic) -> {
            if (!nic.takeHeard().isEmpty()) hearers.add(name);
        });
        return String.join(" ", hearers);
    }

    /** What a port's host has heard about groups since it was last asked. */
    List<HeardMessage> heard(String port) {
        return nic(port).takeHeard().stream()
                .map(HeardMessage::read)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The queries among that, of one protocol. */
    List<GroupMessage.Query> queries(String port, GroupProtocol protocol) {
        return heard(port).stream()
                .filter(heard -> heard.protocol() == protocol)
                .filter(heard -> heard.message() instanceof GroupMessage.Query)
                .map(heard -> (GroupMessage.Query) heard.message())
                .toList();
    }

    /** Groups and ports of the table, one line each. */
    List<String> members() {
        return snooping.groups().stream()
                .map(entry -> entry.group() + " " + entry.port())
                .toList();
    }
}
