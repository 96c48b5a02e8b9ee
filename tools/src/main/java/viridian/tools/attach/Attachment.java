package viridian.tools.attach;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a port is to be attached to, as written on the command line:
 * {@code [name=]kind:argument[,option=value...]}, for example {@code web=pcap:veth0,access=10,mtu=9000}.
 *
 * @param name the port's name; the argument where none is given
 * @param kind what the port's adapter is, such as {@code pcap}
 * @param argument which one, such as an interface's name
 * @param options in the order written
 */
public record Attachment(String name, String kind, String argument, Map<String, String> options) {

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

    private static Map<String, String> options(String text) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option :
                text.isEmpty() ? List.<String>of() : List.of(text.substring(1).split(",", -1))) {
            int equals = option.indexOf('=');
            if (equals < 1) throw new IllegalArgumentException("option '" + option + "' is not of the form key=value");
            String key = option.substring(0, equals);
            if (options.put(key, option.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("option '" + key + "' is given twice");
            }
        }
        return options;
    }
}
