package viridian.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import viridian.lab.check.Answers;
import viridian.lab.check.Arrived;
import viridian.lab.host.CommandHost;
import viridian.lab.host.ConsoleHost;
import viridian.lab.host.DatagramCounter;
import viridian.lab.host.LabHost;
import viridian.lab.topology.Action;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.CidrAddress;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.linux.ProcessResult;

/** Has the hosts of a running lab do things. */
public final class Traffic {

    /** Addresses nobody has: locally administered, so no maker's and not of the lab's own pool. */
    private static final long STRANGER = 0x02_56_4C_00_00_00L;

    /** Frames on their way arrive within this, or not at all: our choice, some hundred times what it takes. */
    private static final long SETTLE_MILLIS = 20;

    private static final long ARRIVAL_MILLIS = 2000;
    private static final long LOOK_MILLIS = 2;

    /** Until a burst has been taken in: our choice, what an emulated machine needs for some thousand datagrams. */
    private static final long BURST_MILLIS = 60;

    private static final long CONSOLE_LOOK_MILLIS = 100;

    private final Lab lab;

    public Traffic(Lab lab) {
        this.lab = lab;
    }

    /**
     * Does one thing after the other, and waits until the last frame of it should have arrived.
     *
     * @return the streams of which nothing arrived: what was to go on while something was watched did not go on
     */
    public List<Action.Stream> perform(List<Action> actions) throws IOException, InterruptedException {
        List<Action.Stream> dry = new ArrayList<>();
        for (Action action : actions) {
            boolean flowed = perform(action);
            if (!flowed && action instanceof Action.Stream stream) dry.add(stream);
        }
        if (!actions.isEmpty()) settle();
        return dry;
    }

    /** False for a stream of which nothing arrived. */
    private boolean perform(Action action) throws IOException, InterruptedException {
        switch (action) {
            case Action.Ping ping -> ping(ping);
            case Action.Stream stream -> {
                return stream(stream) > 0;
            }
            case Action.Strangers strangers -> strangers(strangers);
            case Action.Broadcast broadcast -> broadcast(broadcast);
            case Action.Forget forget -> lab.network(forget.network()).macs().flush();
            case Action.Exec exec -> run(exec);
            case Action.Wait wait -> Thread.sleep((long) (wait.seconds() * TimeUnit.SECONDS.toMillis(1)));
        }
        return true;
    }

    /** Sends echo requests from one host to another's address. */
    public Answers ping(Action.Ping ping) throws IOException, InterruptedException {
        return hostOf(ping.from()).ping(ping, addressOf(ping.to()));
    }

    /** Sends datagrams from one host to another, and counts those that arrive. */
    public int stream(Action.Stream stream) throws IOException, InterruptedException {
        try (DatagramCounter counter = hostOf(stream.to()).count(stream.port())) {
            int sent = hostOf(stream.from()).stream(stream, addressOf(stream.to()));
            int arrived = counter.arrived();
            // By the clock: asking a real machine takes longer than the pause.
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ARRIVAL_MILLIS);
            while (arrived < sent && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_MILLIS);
                arrived = counter.arrived();
            }
            return arrived;
        }
    }

    /** Sends the datagrams of a stream as fast as their host can, and leaves the other alone while they arrive. */
    public Arrived burst(Action.Stream stream) throws IOException, InterruptedException {
        try (DatagramCounter counter = hostOf(stream.to()).count(stream.port())) {
            hostOf(stream.from()).stream(stream.unpaced(), addressOf(stream.to()));
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ARRIVAL_MILLIS);
            int before = 0;
            while (true) {
                Thread.sleep(BURST_MILLIS);
                Arrived now = counter.look();
                boolean over = now.datagrams() > 0 && now.datagrams() == before;
                if (over || now.datagrams() >= stream.datagrams() || System.nanoTime() > deadline) return now;
                before = now.datagrams();
            }
        }
    }

    /**
     * Runs a command inside a machine.
     *
     * @return what came of it; nothing, where the machine is simulated and runs no commands
     */
    public Optional<ProcessResult> run(Action.Exec exec) throws IOException, InterruptedException {
        return lab.host(exec.host()) instanceof CommandHost machine
                ? Optional.of(machine.run(exec.run()))
                : Optional.empty();
    }

    /**
     * Waits until a machine's console shows something, or the time is over.
     *
     * @param shows a regular expression
     * @return all the console has shown by then
     */
    public String console(String host, String shows, double withinSeconds) throws IOException, InterruptedException {
        if (!(lab.host(host) instanceof ConsoleHost machine)) {
            throw new IllegalArgumentException(host + " has no console");
        }
        Pattern wanted = Pattern.compile(shows);
        long deadline = System.nanoTime() + (long) (withinSeconds * TimeUnit.SECONDS.toNanos(1));
        String shown = machine.console();
        while (!wanted.matcher(shown).find() && System.nanoTime() < deadline) {
            Thread.sleep(CONSOLE_LOOK_MILLIS);
            shown = machine.console();
        }
        return shown;
    }

    private void strangers(Action.Strangers strangers) throws IOException, InterruptedException {
        for (int i = 1; i <= strangers.frames(); i++) say(strangers.from(), STRANGER + i);
    }

    private void broadcast(Action.Broadcast broadcast) throws IOException, InterruptedException {
        for (int i = 0; i < broadcast.frames(); i++) say(broadcast.from(), Frame.BROADCAST);
    }

    private void say(AdapterName by, long destination) throws IOException, InterruptedException {
        Adapter adapter = lab.plan().adapter(by);
        Frame frame =
                FrameBuilder.frame(adapter.mac(), MacAddress.of(destination)).build();
        hostOf(by).say(by, frame);
    }

    /** Waits until frames on their way have arrived. */
    public void settle() throws InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
    }

    private LabHost hostOf(AdapterName adapter) {
        return lab.host(adapter.host());
    }

    private Ipv4Address addressOf(AdapterName name) {
        CidrAddress address = lab.plan()
                .adapter(name)
                .address()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no address"));
        return address.address();
    }
}
