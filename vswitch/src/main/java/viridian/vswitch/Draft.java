package viridian.vswitch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration about to be: what the switch has now, with one thing after the other changed. */
final class Draft {

    private final Configuration before;
    private final Map<Port, PortSettings> planned = new LinkedHashMap<>();
    private final Map<Port, PortState> states = new LinkedHashMap<>();
    private final List<SwitchExtension> extensions;
    private final List<FrameObserver> observers;
    private SwitchSettings settings;

    Draft(Configuration before) {
        this.before = before;
        this.settings = before.settings;
        this.extensions = new ArrayList<>(Arrays.asList(before.extensions));
        this.observers = new ArrayList<>(Arrays.asList(before.observers));
        for (PortRules rules : before.ports) {
            planned.put(rules.port, rules.settings);
            states.put(rules.port, rules.state);
        }
    }

    void change(SwitchSettings wanted) {
        settings = wanted;
    }

    void add(Port port, PortSettings wanted) {
        planned.put(port, wanted);
        states.put(port, PortState.FORWARDING);
    }

    void change(Port port, PortSettings wanted) {
        planned.put(port, wanted);
    }

    void change(Port port, PortState state) {
        states.put(port, state);
    }

    void remove(Port port) {
        planned.remove(port);
    }

    void add(SwitchExtension extension) {
        extensions.add(extension);
        extensions.sort(Comparator.comparing(SwitchExtension::kind));
    }

    void remove(SwitchExtension extension) {
        extensions.remove(extension);
    }

    void add(FrameObserver observer) {
        observers.add(observer);
    }

    void remove(FrameObserver observer) {
        observers.remove(observer);
    }

    /** @throws IllegalArgumentException if it contradicts itself */
    Configuration finished() {
        for (SwitchExtension extension : extensions) extension.plan(planned);
        PortRules[] ports = planned.entrySet().stream()
                .map(entry -> rules(entry.getKey(), entry.getValue()))
                .toArray(PortRules[]::new);
        return new Configuration(
                settings, ports, extensions.toArray(SwitchExtension[]::new), observers.toArray(FrameObserver[]::new));
    }

    /** A port's settings with what every extension does there. */
    private PortRules rules(Port port, PortSettings wanted) {
        PortRules known = before.of(port);
        List<SwitchExtension> hooked = new ArrayList<>();
        List<PortHook> hooks = new ArrayList<>();
        for (SwitchExtension extension : extensions) {
            PortHook hook = extension.at(port, wanted, known == null ? null : known.hookOf(extension));
            if (hook == null) continue;
            hooked.add(extension);
            hooks.add(hook);
        }
        PortState state = states.getOrDefault(port, PortState.FORWARDING);
        if (known != null && known.comeOf(wanted, state, hooks)) return known;
        return new PortRules(
                port,
                wanted,
                state,
                hooked.toArray(SwitchExtension[]::new),
                hooks.toArray(PortHook[]::new),
                settings.hub());
    }
}
