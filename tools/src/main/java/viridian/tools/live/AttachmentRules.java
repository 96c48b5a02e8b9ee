package viridian.tools.live;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import viridian.tools.attach.Attachment;
import viridian.vswitch.PortSettings;

/** What must be true of a switch's attachments, as far as it can be told before anything is opened. */
public final class AttachmentRules {

    private AttachmentRules() {}

    /**
     * Checks the attachments of one switch.
     *
     * @throws IllegalArgumentException with a sentence for the user about the first that makes no sense
     */
    public static void check(List<Attachment> attachments) {
        for (Attachment attachment : attachments) {
            if (!attachment.kind().equals("pcap")) {
                throw new IllegalArgumentException("port '%s': there is no kind '%s'; there is pcap:IFACE"
                        .formatted(attachment.name(), attachment.kind()));
            }
            PortOptions.settings(attachment, PortSettings.STANDARD_FRAME);
        }
        requireDifferent(attachments.stream().map(Attachment::name), "two ports are named '%s'");
        requireDifferent(attachments.stream().map(Attachment::argument), "interface '%s' is attached twice");
    }

    private static void requireDifferent(Stream<String> names, String sentence) {
        Set<String> seen = new HashSet<>();
        names.filter(name -> !seen.add(name)).findFirst().ifPresent(twice -> {
            throw new IllegalArgumentException(sentence.formatted(twice));
        });
    }
}
