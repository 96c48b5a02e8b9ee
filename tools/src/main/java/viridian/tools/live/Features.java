package viridian.tools.live;

import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import viridian.tools.options.SwitchSetup;
import viridian.vswitch.Port;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.acl.AccessControl;
import viridian.vswitch.bandwidth.Bandwidth;
import viridian.vswitch.loop.LoopControl;
import viridian.vswitch.mirror.Mirrors;
import viridian.vswitch.multicast.Snooping;
import viridian.vswitch.nic.LinkState;
import viridian.vswitch.security.PortSecurity;

/** What a switch is extended with. A port that is not told to use something pays nothing for it. */
public final class Features implements AutoCloseable {

    private static final SecureRandom LOTS = new SecureRandom();

    private final VirtualSwitch vswitch;
    private final Ticker ticker;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("loops").daemon().factory());
    private final AccessControl acl = new AccessControl(LOTS::nextLong);
    private final Bandwidth bandwidth;
    private final Mirrors mirrors;
    private final Snooping snooping;
    private LoopControl loop;
    private SwitchSetup setup;

    Features(VirtualSwitch vswitch, SwitchSetup setup, Ticker ticker) {
        this.vswitch = vswitch;
        this.setup = setup;
        this.ticker = ticker;
        mirrors = Mirrors.on(vswitch);
        vswitch.extend(new PortSecurity());
        vswitch.extend(acl);
        bandwidth = Bandwidth.on(vswitch, setup.mode(), Features::linkSpeed);
        ticker.add(bandwidth);
        loop = loop(setup);
        snooping = new Snooping(vswitch, setup.snooping());
        vswitch.extend(snooping);
        ticker.add(snooping);
    }

    private LoopControl loop(SwitchSetup wanted) {
        LoopControl made = new LoopControl(
                vswitch,
                wanted.address(),
                wanted.rstp() ? wanted.bridge() : null,
                Features::hasLink,
                LOTS.nextLong(),
                worker);
        vswitch.extend(made);
        ticker.add(made);
        return made;
    }

    private static boolean hasLink(Port port) {
        return !(port.nic() instanceof LinkState link) || link.isUp();
    }

    private static long linkSpeed(Port port) {
        return port.nic() instanceof RealNic real ? real.bitsPerSecond() : 0;
    }

    /** What holds for the switch as a whole. */
    public synchronized SwitchSetup setup() {
        return setup;
    }

    /**
     * Gives the switch another setup.
     *
     * @throws IllegalArgumentException if it cannot be; then nothing has changed
     */
    public synchronized void change(SwitchSetup wanted) {
        if (wanted.mode() != setup.mode()) {
            throw new IllegalArgumentException("the bandwidth mode is chosen when the switch is made");
        }
        SwitchSetup before = setup;
        if (!wanted.core().equals(before.core())) vswitch.change(wanted.core());
        try {
            if (!wanted.flow().equals(before.flow())) bandwidth.defaultFlow(wanted.flow());
            changeTree(wanted);
        } catch (IllegalArgumentException refused) {
            bandwidth.defaultFlow(before.flow());
            vswitch.change(before.core());
            throw refused;
        }
        if (!wanted.snooping().equals(before.snooping())) snooping.change(wanted.snooping());
        setup = wanted;
    }

    private void changeTree(SwitchSetup wanted) {
        if (wanted.rstp() != setup.rstp()) restartTree(wanted);
        else if (wanted.rstp() && !wanted.bridge().equals(setup.bridge())) loop.change(wanted.bridge());
    }

    /** A port that insists on the spanning tree keeps it from being switched off. */
    private void restartTree(SwitchSetup wanted) {
        ticker.remove(loop);
        loop.close();
        try {
            loop = loop(wanted);
        } catch (IllegalArgumentException refused) {
            loop = loop(setup);
            throw refused;
        }
    }

    public AccessControl acl() {
        return acl;
    }

    public Bandwidth bandwidth() {
        return bandwidth;
    }

    public Mirrors mirrors() {
        return mirrors;
    }

    public Snooping snooping() {
        return snooping;
    }

    public synchronized LoopControl loop() {
        return loop;
    }

    /** Ends the thread that looks for loops. */
    @Override
    public void close() throws InterruptedException {
        worker.shutdownNow();
        worker.awaitTermination(1, TimeUnit.SECONDS);
    }
}
