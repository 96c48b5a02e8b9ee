package viridian.tools.live;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import viridian.tools.attach.Attachment;
import viridian.tools.attach.BoardPlace;
import viridian.tools.attach.MachinePlan;
import viridian.tools.attach.SocketPlace;
import viridian.tools.options.Options;
import viridian.tools.options.PortOptions;
import viridian.vswitch.PortSettings;

/** What must be true of an attachment, as far as it can be told before it is opened. */
final class AttachmentRules {

    /** {@code lab set} calls the switch itself so. */
    private static final String RESERVED = "switch";

    private AttachmentRules() {}

    /**
     * Checks one attachment beside those that are there.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it makes no sense
     */
    static void check(Attachment attachment, Collection<Attachment> there, Adapters adapters) {
        adapters.check(attachment);
        Options written = attachment.options().without(adapters.ownKeys(attachment));
        PortOptions.settings(attachment.name(), written, PortSettings.STANDARD_FRAME);
        if (attachment.name().equals(RESERVED)) {
            throw new IllegalArgumentException("no port is named '" + RESERVED + "': that is the switch itself");
        }
        for (Attachment other : there) {
            if (other.name().equals(attachment.name())) {
                throw new IllegalArgumentException("two ports are named '" + attachment.name() + "'");
            }
            if (isCard(attachment) && isCard(other)) continue;
            for (String name : interfaces(attachment)) {
                if (!interfaces(other).contains(name)) continue;
                throw new IllegalArgumentException("%s '%s' is attached twice".formatted(noun(attachment), name));
            }
        }
        if (isCard(attachment)) MachinePlan.of(attachment, with(there, attachment));
    }

    private static boolean isCard(Attachment attachment) {
        return attachment.kind().equals(BoardPlace.KIND);
    }

    private static List<Attachment> with(Collection<Attachment> there, Attachment attachment) {
        return Stream.concat(there.stream(), Stream.of(attachment)).toList();
    }

    private static String noun(Attachment attachment) {
        if (SocketPlace.KINDS.contains(attachment.kind())) return "socket";
        return isCard(attachment) ? "directory" : "interface";
    }

    private static List<String> interfaces(Attachment attachment) {
        boolean team = attachment.kind().equals("team");
        return team ? List.of(attachment.argument().split("\\+", -1)) : List.of(attachment.argument());
    }
}
