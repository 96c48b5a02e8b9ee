package viridian.lab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import viridian.lab.check.AdapterWork;
import viridian.lab.check.Answers;
import viridian.lab.check.Arrived;
import viridian.lab.service.BootServer;
import viridian.lab.service.DhcpSettings;
import viridian.lab.service.StackPorts;
import viridian.lab.service.TftpFiles;
import viridian.lab.topology.Action;
import viridian.lab.topology.Adapter;
import viridian.lab.topology.AdapterName;
import viridian.lab.topology.Host;
import viridian.offload.stack.HostStack;
import viridian.offload.stack.NetworkInterface;
import viridian.offload.stack.PingOutcome;
import viridian.offload.stack.PingRequest;
import viridian.offload.stack.StaticRoute;
import viridian.offload.stack.UdpSocket;
import viridian.offload.wire.Ipv4Address;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.Nic;

/**
 * A host whose network stack is ours: a partition or a simulated machine. The stack belongs to one processor, where
 * everything asked of the host is done.
 */
public final class StackHost implements ServingHost {

    /** How exactly the stack's own deadlines are kept: our choice, ample for retries and timeouts. */
    private static final long TICK_MILLIS = 10;

    /** Beyond this nobody waits for a processor: it has stopped. */
    private static final long PATIENCE_SECONDS = 30;

    /** How long the stack may take nothing at all: our choice, more than it takes to find a neighbour. */
    private static final long REFUSAL_ENDURED_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How soon what was refused is tried again, where no pace says when: our choice, some frames' time. */
    private static final long RETRY_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final String name;
    private final Executor processor;
    private final HostStack stack;
    private final LongSupplier nanoTime;
    private final ScheduledFuture<?> ticks;
    private final Served served = new Served();
    private Optional<BootServer> server = Optional.empty();
    private volatile Function<AdapterName, AdapterWork> meter = any -> AdapterWork.UNSEEN;
    private final Map<AdapterName, Nic> nics = new ConcurrentHashMap<>();
    private final Map<AdapterName, NetworkInterface> interfaces = new ConcurrentHashMap<>();

    /**
     * A host without adapters yet.
     *
     * @param processor runs one task at a time, in order
     * @param ticker reminds the stack of its deadlines
     */
    public StackHost(String name, Executor processor, LongSupplier nanoTime, ScheduledExecutorService ticker) {
        this.name = name;
        this.processor = processor;
        this.nanoTime = nanoTime;
        this.stack = new HostStack(nanoTime, name.hashCode());
        Runnable poll = this::poll;
        this.ticks = ticker.scheduleAtFixedRate(
                () -> processor.execute(poll), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void poll() {
        long now = nanoTime.getAsLong();
        if (stack.deadline() <= now) stack.poll(now);
        server.filter(running -> running.deadline() <= now).ifPresent(running -> running.poll(now));
    }

    /** Gives the host an adapter, with the plan's address if it has one. */
    public void attach(Adapter adapter, Nic nic) {
        onProcessor(() -> {
            nics.put(adapter.name(), nic);
            adapter.address()
                    .map(address -> stack.attach(nic, address.address(), address.prefix(), adapter.mtu()))
                    .ifPresentOrElse(on -> interfaces.put(adapter.name(), on), () -> nic.start(Deaf.EAR));
            return adapter;
        });
    }

    /** Adds the plan's default gateway, once all adapters are there. */
    public void route(Host plan) {
        plan.gateway()
                .ifPresent(gateway -> onProcessor(() -> {
                    stack.route(StaticRoute.defaultGateway(gateway));
                    return gateway;
                }));
    }

    @Override
    public void serve(AdapterName on, DhcpSettings settings, TftpFiles files) throws IOException {
        NetworkInterface link = interfaces.get(on);
        if (link == null) throw new IOException("host " + name + " has no address on " + on);
        onProcessor(() -> {
            server = Optional.of(begin(new StackPorts(stack, link), settings, files));
            return name;
        });
    }

    private BootServer begin(StackPorts ports, DhcpSettings settings, TftpFiles files) {
        try {
            return BootServer.begin(ports, settings, files, nanoTime, served::add);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public List<String> served() {
        return served.all();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Answers ping(Action.Ping ping, Ipv4Address to) throws InterruptedException {
        long timeoutNanos = (long) (ping.withinSeconds() * TimeUnit.SECONDS.toNanos(1));
        PingTally tally = new PingTally();
        for (int i = 0; i < ping.count(); i++) {
            long began = nanoTime.getAsLong();
            PingOutcome outcome = ping(to, new PingRequest(ping.size(), !ping.fragment(), timeoutNanos, i));
            tally.add(outcome, nanoTime.getAsLong() - began);
        }
        return tally.answers();
    }

    private PingOutcome ping(Ipv4Address to, PingRequest request) throws InterruptedException {
        CompletableFuture<PingOutcome> outcome = new CompletableFuture<>();
        processor.execute(() -> stack.ping(to, request, outcome::complete));
        return await(outcome);
    }

    @Override
    public DatagramCounter count(int port) {
        ArrivalClock arrived = new ArrivalClock(nanoTime);
        UdpSocket socket = onProcessor(() -> {
            UdpSocket opened = stack.udp(port);
            opened.onReceive(datagram -> arrived.tick());
            return opened;
        });
        return new DatagramCounter() {
            @Override
            public Arrived look() {
                return arrived.look();
            }

            @Override
            public void close() {
                processor.execute(socket::close);
            }
        };
    }

    @Override
    public int stream(Action.Stream stream, Ipv4Address to) throws InterruptedException {
        MemorySegment payload = MemorySegment.ofArray(new byte[stream.size()]);
        UdpSocket socket = onProcessor(() -> stack.udp(0));
        Pace pace = new Pace(stream.perSecond());
        int sent = 0;
        // What the stack has no room for is tried again, as a program's send would wait; a stack that takes nothing is
        // left.
        long progress = System.nanoTime();
        while (sent < stream.datagrams() && System.nanoTime() - progress < REFUSAL_ENDURED_NANOS) {
            int burst = Math.min(stream.datagrams() - sent, pace.burst());
            int taken = onProcessor(() -> send(socket, stream, to, payload, burst));
            if (taken == 0) TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
            else progress = System.nanoTime();
            sent += taken;
            pace.rest();
        }
        processor.execute(socket::close);
        return sent;
    }

    private int send(UdpSocket socket, Action.Stream stream, Ipv4Address to, MemorySegment payload, int burst) {
        int sent = 0;
        boolean flushed = false;
        while (sent < burst) {
            if (socket.send(to, stream.port(), payload, 0, stream.size())) {
                sent++;
                flushed = false;
                continue;
            }
            // An adapter whose ring is full has not heard yet of what is in it.
            if (flushed) break;
            stack.flush();
            flushed = true;
        }
        stack.flush();
        return sent;
    }

    /** Says who knows what the host's adapters cost. */
    void meter(Function<AdapterName, AdapterWork> knows) {
        meter = knows;
    }

    @Override
    public AdapterWork work(AdapterName of) {
        return meter.apply(of);
    }

    @Override
    public void say(AdapterName by, Frame frame) throws IOException {
        Nic nic = nics.get(by);
        if (nic == null) throw new IOException("host " + name + " has no adapter " + by);
        onProcessor(() -> {
            boolean taken = nic.accept(frame);
            nic.flush();
            return taken;
        });
    }

    @Override
    public void close() {
        ticks.cancel(false);
        onProcessor(() -> {
            server.ifPresent(BootServer::close);
            server = Optional.empty();
            nics.values().forEach(Nic::close);
            return name;
        });
    }

    private <T> T onProcessor(Supplier<T> work) {
        try {
            return await(CompletableFuture.supplyAsync(work, processor));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while host " + name + " was at work", stop);
        }
    }

    private <T> T await(CompletableFuture<T> done) throws InterruptedException {
        try {
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("host " + name + ": " + failed.getCause(), failed.getCause());
        } catch (TimeoutException stuck) {
            throw new IllegalStateException("host " + name + " does not answer", stuck);
        }
    }
}
