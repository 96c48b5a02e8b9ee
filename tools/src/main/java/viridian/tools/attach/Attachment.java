package viridian.tools.attach;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import viridian.tools.options.Options;

/**
 * What a port is to be attached to, as written on the command line:
 * {@code [name=]kind:argument[,option=value...]}, for example {@code web=pcap:veth0,access=10,mtu=9000}.
 *
 * @param name the port's name; the argument where none is given
 * @param kind what the port's adapter is, such as {@code pcap}
 * @param argument which one, such as an interface's name
 * @param options in the order written
 */
public record Attachment(String name, String kind, String argument, Options options) {

    private static final Pattern FORM =
            Pattern.compile("(?:(?<name>[\\w.-]+)=)?(?<kind>[a-z][a-z-]*):(?<argument>[^,]+)(?<options>(?:,[^,]*)*)");
    private static final String EXAMPLE = "write [name=]kind:argument[,option=value...], such as pcap:eth1,access=10";

    /**
     * Reads one attachment.
     *
     * @throws IllegalArgumentException with a sentence for the user, if the text has another form
     */
    public static Attachment parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw new IllegalArgumentException("'" + text + "' is no attachment: " + EXAMPLE);
        String argument = form.group("argument");
        String name = form.group("name") == null ? argument : form.group("name");
        return new Attachment(name, form.group("kind"), argument, options(form.group("options")));
    }

    /** With further options; what is given twice is refused. */
    public Attachment with(Options more) {
        Options all = options;
        for (String key : more.keys()) {
            if (all.has(key)) throw new IllegalArgumentException("option '" + key + "' is given twice");
            all = all.with(key, more.text(key));
        }
        return new Attachment(name, kind, argument, all);
    }

    private static Options options(String text) {
        return Options.parse(
                text.isEmpty() ? List.of() : List.of(text.substring(1).split(",", -1)));
    }
}
