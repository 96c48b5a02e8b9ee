package viridian.vswitch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells listeners what happens to a switch, as it happens. Safe for several threads. */
public final class SwitchEvents {

    private final List<Consumer<SwitchEvent>> listeners = new CopyOnWriteArrayList<>();

    SwitchEvents() {}

    /**
     * From now on a listener hears every event. It is called on whatever thread makes the event happen, perhaps with the
     * switch locked: it is quick, does not throw, and does not ask the switch for anything.
     */
    public void listen(Consumer<SwitchEvent> listener) {
        listeners.add(listener);
    }

    /** Ends what {@link #listen} began. */
    public void silence(Consumer<SwitchEvent> listener) {
        listeners.remove(listener);
    }

    /** Tells every listener. */
    public void publish(SwitchEvent event) {
        for (Consumer<SwitchEvent> listener : listeners) listener.accept(event);
    }

    /** Tells every listener, if there is one: for events that happen often. */
    void publish(Supplier<SwitchEvent> event) {
        if (!listeners.isEmpty()) publish(event.get());
    }
}
