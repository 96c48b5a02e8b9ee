package viridian.vswitch.multicast;

import org.jspecify.annotations.Nullable;
import viridian.vswitch.PortSet;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.packet.IpAddress;
import viridian.vswitch.packet.Packet;

/** Why multicast goes where it goes, in words for whoever asks what would happen to a frame. */
final class Reasons {

    private Reasons() {}

    /**
     * Of a frame that carries data.
     *
     * @param ports where it goes, or null for everywhere
     */
    static String ofData(
            Frame frame, @Nullable DomainView view, @Nullable PortSet ports, long groupHigh, long groupLow) {
        boolean ipv4 = frame.etherType() == Packet.IPV4;
        IpAddress group = ipv4 ? IpAddress.v4(groupLow) : IpAddress.v6(groupHigh, groupLow);
        if (view == null) return "nothing is known of groups in its VLAN, so %s goes everywhere".formatted(group);
        if (!view.isAnswered()) {
            return "no querier has asked yet who listens in its VLAN, so %s goes everywhere".formatted(group);
        }
        if (view.knows(groupHigh, groupLow)) {
            return "%s goes to the ports where hosts listen to its sender, and to routers".formatted(group);
        }
        return ports == null
                ? "nobody has joined %s, so it goes everywhere".formatted(group)
                : "nobody has joined %s, so it goes to routers only".formatted(group);
    }

    /** What a message about groups says. */
    static String ofMessage(HeardMessage heard) {
        String protocol = heard.protocol().name();
        return switch (heard.message()) {
            case Query query ->
                "it is an %s version %d query about %s"
                        .formatted(protocol, query.version(), query.isGeneral() ? "all groups" : query.group());
            case GroupMessage.Report report ->
                "it is an %s version %d report: its sender listens to %s"
                        .formatted(protocol, report.version(), report.group());
            case GroupMessage.Leave leave -> "its sender leaves %s (%s)".formatted(leave.group(), protocol);
            case GroupMessage.Records report ->
                "it is an %s version %d report about %s".formatted(protocol, report.version(), groups(report));
            case GroupMessage.RouterHello hello -> "it is a " + hello.protocol();
            case GroupMessage.Foreign foreign -> "it is " + foreign.why() + ", which is passed on and not used";
            case GroupMessage.Broken broken -> "it is " + broken.why();
        };
    }

    private static String groups(GroupMessage.Records report) {
        return String.join(
                ", ",
                report.records().stream().map(told -> told.group().toString()).toList());
    }
}
