package viridian.vswitch.mirror;

import viridian.vswitch.SwitchEvent;

/**
 * A mirror session is no more, or has a source less, because a port went.
 *
 * @param session its name
 * @param port that went
 * @param over whether it was the session's destination or its last source
 */
public record MirrorEnded(String session, String port, boolean over) implements SwitchEvent {

    @Override
    public String sentence() {
        return over
                ? "mirror session %s ended with port %s".formatted(session, port)
                : "mirror session %s goes on without port %s".formatted(session, port);
    }
}
