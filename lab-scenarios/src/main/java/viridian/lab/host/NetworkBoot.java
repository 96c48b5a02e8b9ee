package viridian.lab.host;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import viridian.emulated.device.AdapterCounters;
import viridian.emulated.driver.TulipDriver;
import viridian.lab.check.BootOutcome;
import viridian.lab.service.BootProgram;
import viridian.lab.service.DhcpClient;
import viridian.lab.service.DhcpLease;
import viridian.lab.service.Peer;
import viridian.lab.service.StackPorts;
import viridian.lab.service.TftpFetch;
import viridian.offload.stack.HostStack;
import viridian.offload.stack.NetworkInterface;
import viridian.offload.stack.StaticRoute;
import viridian.vswitch.nic.Nic;

/**
 * Firmware that starts a machine over the network: it asks everybody for an address and a program, fetches the program
 * from where it was told, and looks whether it is whole (Preboot Execution Environment 2.1, section 2.2). All of it on the
 * machine's processor, by a legacy adapter; what each register access is counted for, nobody is spared here.
 */
final class NetworkBoot {

    private static final int TFTP_PORT = 69;

    private final Supplier<AdapterCounters> counters;
    private final TulipDriver card;
    private final LongSupplier nanoTime;
    private final HostStack stack;
    private final NetworkInterface link;
    private final StackPorts ports;
    private final AdapterCounters before;
    private final long began;
    private final DhcpClient client;
    private final CompletableFuture<BootOutcome> outcome = new CompletableFuture<>();
    private @Nullable DhcpLease lease;
    private @Nullable TftpFetch fetch;

    /**
     * Asks for an address.
     *
     * @param counters of its card, where accesses are counted
     * @param before what they were when firmware looked for its card
     * @param card firmware's driver of it, not started yet
     * @throws IOException never, as nobody else has ports on a machine without a system
     */
    NetworkBoot(
            Supplier<AdapterCounters> counters,
            AdapterCounters before,
            TulipDriver card,
            LongSupplier nanoTime,
            int mtu)
            throws IOException {
        this.counters = counters;
        this.before = before;
        this.card = card;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.stack = new HostStack(nanoTime, card.address().bits());
        this.link = stack.attach((Nic) card, mtu);
        this.ports = new StackPorts(stack, link);
        this.client = new DhcpClient(ports, card.address(), (int) card.address().bits(), nanoTime);
    }

    /** What comes of it; the adapter is left to the system then. */
    CompletableFuture<BootOutcome> outcome() {
        return outcome;
    }

    /** The address it was given, if it was. */
    Optional<DhcpLease> lease() {
        return Optional.ofNullable(lease);
    }

    /** Goes on as far as it can. */
    void poll() {
        if (outcome.isDone()) return;
        try {
            long now = nanoTime.getAsLong();
            stack.poll(now);
            if (lease == null) ask(now);
            else if (fetch != null) fetch(now, fetch);
        } catch (IOException | RuntimeException trouble) {
            end(BootOutcome.failed("firmware gave up: " + trouble, ""));
        }
    }

    private void ask(long now) throws IOException {
        client.poll(now);
        if (!client.hasEnded()) return;
        if (client.lease().isEmpty()) {
            end(BootOutcome.failed("nobody answers the question for an address", "no address, " + cost()));
            return;
        }
        DhcpLease given = client.lease().get();
        lease = given;
        stack.address(link, given.address(), given.prefix());
        given.router()
                .filter(router -> !router.equals(given.address()))
                .ifPresent(router -> stack.route(StaticRoute.defaultGateway(router)));
        if (given.file().isEmpty()) {
            end(BootOutcome.failed("%s names no program to start".formatted(given.next()), told("")));
            return;
        }
        Peer server = new Peer(given.next(), TFTP_PORT);
        fetch = new TftpFetch(ports, server, given.file().get(), BootProgram.MOST_BYTES, nanoTime);
    }

    private void fetch(long now, TftpFetch file) {
        file.poll(now);
        if (!file.hasEnded()) return;
        Optional<String> fault = file.failure().or(() -> file.content().flatMap(BootProgram::fault));
        int bytes = file.content().map(content -> content.length).orElse(0);
        String account = told(
                "%s with %d bytes".formatted(lease().flatMap(DhcpLease::file).orElse(""), bytes));
        end(fault.map(why -> BootOutcome.failed(why, account)).orElseGet(() -> BootOutcome.started(account)));
    }

    private void end(BootOutcome result) {
        card.close();
        outcome.complete(result);
    }

    private String told(String file) {
        String given = lease().map(one -> "%s from %s".formatted(one.address(), one.next()))
                .orElse("no address");
        return given + (file.isEmpty() ? "" : ", " + file) + ", " + cost();
    }

    /** What the card cost, looking for it and reading its ROM included. */
    private String cost() {
        AdapterCounters now = counters.get();
        return "%d frames, %d register accesses, %d interrupts, %d ms"
                .formatted(
                        now.sent() - before.sent() + now.received() - before.received(),
                        now.traps() - before.traps(),
                        now.interrupts() - before.interrupts(),
                        TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - began));
    }
}
