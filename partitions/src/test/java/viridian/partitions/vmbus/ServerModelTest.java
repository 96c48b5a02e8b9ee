package viridian.partitions.vmbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import viridian.partitions.Machine;

/** One channel under random messages, withdrawals and late answers, against a table of what may come of each. */
class ServerModelTest {

    private static final int GPADL = 7;
    private static final int STEPS = 400;

    private final List<String> run = new ArrayList<>();
    private Machine machine = new Machine(EnumSet.noneOf(VmbusVersion.class));
    private RawGuest guest = new RawGuest(machine);
    private SlowDevice device = new SlowDevice(1);
    private final List<VmbusMessage> expected = new ArrayList<>();

    /** The model: null while there is no channel. */
    private @Nullable ChannelState state;

    private boolean isConnected;
    private boolean unloadWaits;

    @Test
    void theServerIsItsTable() {
        long seed = System.nanoTime();
        System.out.println("ServerModelTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        machine.close();
        for (int i = 0; i < 30; i++) {
            begin();
            for (int step = 0; step < STEPS; step++) step(random.nextInt(11));
            machine.close();
        }
    }

    private void begin() {
        run.clear();
        machine = new Machine(EnumSet.noneOf(VmbusVersion.class));
        guest = new RawGuest(machine);
        device = new SlowDevice(1);
        machine.guest().vmbus().offer(device);
        state = ChannelState.CLIENT_RELEASED;
        isConnected = false;
        unloadWaits = false;
    }

    private void step(int choice) {
        expected.clear();
        guest.heard.clear();
        run.add("%d in %s".formatted(choice, state));
        switch (choice) {
            case 0, 1 -> openByGuest();
            case 2 -> closeByGuest();
            case 3 -> releaseByGuest();
            case 4 -> withdraw();
            case 5 -> offer();
            case 6 -> answerOpen(0);
            case 7 -> answerOpen(VmbusMessage.UNSUCCESSFUL);
            case 8 -> answerClose();
            case 9 -> unload();
            default -> connect();
        }
        machine.turns().take();
        assertEquals(expected, guest.heard, run.toString());
        List<ChannelReport> report = machine.guest().vmbus().report();
        assertEquals(state, report.isEmpty() ? null : report.getFirst().state(), run.toString());
    }

    private void opens() {
        state = ChannelState.OPENING;
    }

    private void openByGuest() {
        guest.hypervisor.post(new VmbusMessage.Open(1, 5, GPADL, 0, 2));
        if (!isConnected) return;
        if (state == ChannelState.CLOSED) opens();
        else if (state == ChannelState.CLOSING) state = ChannelState.CLOSING_REOPEN;
    }

    private void closeByGuest() {
        guest.hypervisor.post(new VmbusMessage.Close(1));
        if (isConnected && state == ChannelState.OPEN) state = ChannelState.CLOSING;
    }

    private void releaseByGuest() {
        guest.hypervisor.post(new VmbusMessage.RelidReleased(1));
        if (!isConnected || state == null) return;
        switch (state) {
            case CLOSED -> state = ChannelState.CLIENT_RELEASED;
            case CLOSING -> state = ChannelState.CLOSING_CLIENT_RELEASE;
            case REVOKED -> state = null;
            case REOFFERED -> {
                expected.add(offerMessage());
                state = ChannelState.CLOSED;
                share();
            }
            default -> {}
        }
    }

    private static VmbusMessage offerMessage() {
        return new VmbusMessage.Offer(new SlowDevice(1).offer(), 1, 0x2001, MonitorPages.NONE, true);
    }

    private static VmbusMessage opened(int status) {
        return new VmbusMessage.OpenResult(1, 5, status);
    }

    private void withdraw() {
        machine.guest().vmbus().withdraw(device);
        if (state == null || state == ChannelState.REVOKED) return;
        boolean wasLeaving = state.isLeaving();
        boolean isKnown = state.isKnownToGuest();
        if (state == ChannelState.OPENING || state == ChannelState.CLOSING_REOPEN) {
            expected.add(opened(VmbusMessage.UNSUCCESSFUL));
        }
        if (isKnown && state != ChannelState.REOFFERED) expected.add(new VmbusMessage.Rescind(1));
        state = isKnown ? ChannelState.REVOKED : null;
        if (wasLeaving) left();
    }

    private void offer() {
        if (state != null && state != ChannelState.REVOKED) return;
        device = new SlowDevice(1);
        machine.guest().vmbus().offer(device);
        if (state == ChannelState.REVOKED) {
            state = ChannelState.REOFFERED;
        } else if (isConnected) {
            expected.add(offerMessage());
            state = ChannelState.CLOSED;
            share();
        } else {
            state = ChannelState.CLIENT_RELEASED;
        }
    }

    private void answerOpen(int status) {
        device.answerOpen(status);
        if (state == ChannelState.OPENING) {
            expected.add(opened(status));
            state = status == 0 ? ChannelState.OPEN : ChannelState.CLOSED;
        } else if (state == ChannelState.OPENING_CLIENT_RELEASE) {
            state = status == 0 ? ChannelState.CLOSING_CLIENT_RELEASE : ChannelState.CLIENT_RELEASED;
            if (status != 0) left();
        }
    }

    private void answerClose() {
        device.answerClose();
        if (state == ChannelState.CLOSING) {
            state = ChannelState.CLOSED;
        } else if (state == ChannelState.CLOSING_REOPEN) {
            opens();
        } else if (state == ChannelState.CLOSING_CLIENT_RELEASE) {
            state = ChannelState.CLIENT_RELEASED;
            left();
        }
    }

    private void left() {
        if (unloadWaits) expected.add(new VmbusMessage.UnloadResponse());
        unloadWaits = false;
    }

    private void unload() {
        guest.hypervisor.post(new VmbusMessage.Unload());
        if (!isConnected) return;
        isConnected = false;
        unloadWaits = true;
        if (state != null) {
            switch (state) {
                case CLOSED, REOFFERED -> state = ChannelState.CLIENT_RELEASED;
                case REVOKED -> state = null;
                case OPENING -> state = ChannelState.OPENING_CLIENT_RELEASE;
                case OPEN, CLOSING, CLOSING_REOPEN -> state = ChannelState.CLOSING_CLIENT_RELEASE;
                default -> {}
            }
        }
        if (state == null || !state.isLeaving()) left();
    }

    /** Only where nobody is waited for; the others are in {@link ServerStateTest}. */
    private void connect() {
        boolean isBusy = state != null && state != ChannelState.CLIENT_RELEASED;
        if (isConnected || isBusy) return;
        guest.hypervisor.useConnection(Wire.MESSAGE_CONNECTION_5);
        guest.hypervisor.post(new VmbusMessage.InitiateContact(0x50003, 0, Wire.INTERRUPT_SOURCE, 0, 0));
        guest.hypervisor.post(new VmbusMessage.RequestOffers());
        isConnected = true;
        expected.add(new VmbusMessage.VersionResponse(true, 0, Wire.MESSAGE_CONNECTION_5));
        if (state != null) {
            expected.add(offerMessage());
            state = ChannelState.CLOSED;
        }
        expected.add(new VmbusMessage.AllOffers());
        if (state != null) share();
    }

    /** Memory for rings; the device takes it at once. */
    private void share() {
        machine.turns().take();
        long[] words = {4 * 4096, 16, 17, 18, 19};
        guest.hypervisor.post(new VmbusMessage.GpadlHeader(1, GPADL, 40, 1, words));
        machine.turns().take();
        device.answerShare(0);
        expected.add(new VmbusMessage.GpadlCreated(1, GPADL, 0));
    }
}
