package viridian.tools.options;

import java.util.List;
import java.util.Map;
import viridian.vswitch.PortSettings;
import viridian.vswitch.security.GuardWords;
import viridian.vswitch.security.Guards;

/** What a port must not send. */
final class SecurityGroup implements PortGroup {

    private static final Map<String, String> USUAL = GuardWords.shown(Guards.NONE);

    @Override
    public List<Option> options() {
        return GuardWords.meanings().entrySet().stream()
                .map(word -> new Option(word.getKey(), USUAL.getOrDefault(word.getKey(), ""), word.getValue()))
                .toList();
    }

    @Override
    public PortSettings apply(PortSettings before, Options written) {
        Guards guards = of(before);
        for (String key : written.keys()) guards = GuardWords.set(guards, key, written.text(key));
        return guards.equals(Guards.NONE) ? before.without(Guards.class) : before.with(guards);
    }

    private static Guards of(PortSettings settings) {
        Guards guards = settings.feature(Guards.class);
        return guards == null ? Guards.NONE : guards;
    }

    @Override
    public void write(PortSettings settings, Map<String, String> to) {
        GuardWords.shown(of(settings)).forEach((key, value) -> {
            if (!value.equals(USUAL.get(key))) to.put(key, value);
        });
    }
}
