package viridian.lab.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import viridian.lab.topology.Action;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Topology;

/** Makes actions out of what the schema has let pass. */
final class ActionReader {

    private final References references;
    private final RouteReader routes;

    ActionReader(Topology plan, References references, Report report) {
        this.references = references;
        this.routes = new RouteReader(plan, references, report);
    }

    /** The actions of a list, in order. */
    List<Action> actions(List<Tree> list) {
        List<Action> actions = new ArrayList<>();
        for (Tree part : list) {
            Map.Entry<String, Tree.Entry> only =
                    Section.of(part).mapping().entries().firstEntry();
            actions.add(action(only.getKey(), Section.of(only.getValue().value())));
        }
        return actions;
    }

    private Action action(String kind, Section action) {
        return switch (kind) {
            case "ping" -> ping(action);
            case "stream" -> stream(action);
            case "strangers" -> new Action.Strangers(from(action), frames(action));
            case "broadcast" -> new Action.Broadcast(from(action), frames(action));
            case "forget" -> new Action.Forget(references.network(action.required("network")));
            case "exec" -> exec(action);
            case "wait" -> new Action.Wait(action.decimal("seconds", 0));
            default -> throw new IllegalStateException("the schema knows an action '" + kind + "' and we do not");
        };
    }

    Action.Ping ping(Section ping) {
        RouteReader.Route route = routes.route(ping);
        return new Action.Ping(
                route.from(),
                route.to(),
                ping.number("size", Action.Ping.DEFAULT_SIZE),
                ping.flag("fragment", true),
                ping.number("count", 1),
                ping.decimal("within", Action.Ping.DEFAULT_WITHIN_SECONDS));
    }

    Action.Stream stream(Section stream) {
        RouteReader.Route route = routes.route(stream);
        return new Action.Stream(
                route.from(),
                route.to(),
                stream.number("datagrams", Action.Stream.DEFAULT_DATAGRAMS),
                stream.number("size", Action.Stream.DEFAULT_SIZE),
                stream.number("port", Action.Stream.DEFAULT_PORT),
                stream.number("rate", Action.Stream.DEFAULT_PER_SECOND));
    }

    Action.Exec exec(Section exec) {
        return new Action.Exec(references.machine(exec.required("host")), exec.text("run", ""));
    }

    private AdapterName from(Section action) {
        return references.adapter(action.required("from"));
    }

    private static int frames(Section action) {
        return action.number("frames", Action.DEFAULT_FRAMES);
    }
}
