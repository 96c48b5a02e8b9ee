package viridian.partitions.vmbus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;

/** All memory a guest shares with its parent. Belongs to whoever holds the bus. */
final class HostGpadls {

    /** Our choice: so much can a guest make us remember. */
    static final int MAX_GPADLS = 256;

    static final int MAX_IN_PROGRESS = 16;
    static final int MAX_PAGES = 131_072;

    private static final System.Logger LOG = System.getLogger(Vmbus.class.getName());

    private final GuestMemory memory;
    private final Consumer<VmbusMessage> toGuest;
    private final Runnable answered;
    /** By handle alone: words that follow do not say which channel they are for. */
    private final Map<Integer, HostGpadl> inProgress = new HashMap<>();
    /** By channel and handle. */
    private final Map<Long, HostGpadl> complete = new TreeMap<>();
    /** Devices take hold again of what they had, also of what the guest wants back. */
    private boolean restoring;

    /** The wake-up is called when a device has answered something it was asked earlier. */
    HostGpadls(GuestMemory memory, Consumer<VmbusMessage> toGuest, Runnable answered) {
        this.memory = memory;
        this.toGuest = toGuest;
        this.answered = answered;
    }

    /** The guest begins to share memory with the device of a channel. */
    void header(VmbusMessage.GpadlHeader header, HostChannel channel) {
        try {
            HostGpadl gpadl = new HostGpadl(header);
            checkLimits(gpadl);
            inProgress.put(gpadl.handle(), gpadl);
            proceed(gpadl, channel);
        } catch (GuestFault fault) {
            refuse(header.relid(), header.gpadl(), fault);
        }
    }

    /** The channel whose words are still to come by this handle; a {@link GuestFault} if there is none. */
    int relidInProgress(int handle) {
        HostGpadl gpadl = inProgress.get(handle);
        if (gpadl == null) throw new GuestFault("nobody began GPADL 0x%x".formatted(handle));
        return gpadl.relid();
    }

    /** The guest goes on. */
    void body(VmbusMessage.GpadlBody body, HostChannel channel) {
        HostGpadl gpadl = inProgress.get(body.gpadl());
        if (gpadl == null) throw new GuestFault("nobody began GPADL 0x%x".formatted(body.gpadl()));
        gpadl.add(body.words());
        try {
            proceed(gpadl, channel);
        } catch (GuestFault fault) {
            refuse(gpadl.relid(), gpadl.handle(), fault);
        }
    }

    /** The guest wants memory back; it gets it when nobody uses it any more. */
    void tearDown(VmbusMessage.GpadlTeardown teardown) {
        HostGpadl gpadl = find(teardown.relid(), teardown.gpadl());
        if (gpadl.state() != GpadlState.ACCEPTED) throw new GuestFault("GPADL " + gpadl + " cannot be torn down");
        gpadl.become(GpadlState.TEARING_DOWN);
        forgetUnused(gpadl);
    }

    /** The memory behind a handle, from now on used by somebody. */
    HostGpadl hold(int relid, int handle) {
        HostGpadl gpadl = find(relid, handle);
        // The device may use what it has just accepted before the guest has read that it did.
        boolean isLeaving =
                gpadl.state() == GpadlState.OFFERED_TEARING_DOWN || gpadl.state() == GpadlState.TEARING_DOWN;
        if (isLeaving && !restoring) {
            throw new GuestFault("GPADL 0x%x is being torn down".formatted(handle));
        }
        gpadl.hold();
        return gpadl;
    }

    /** Somebody does not use it any more. */
    void release(int relid, int handle) {
        HostGpadl gpadl = complete.get(key(relid, handle));
        if (gpadl == null) return;
        gpadl.release();
        forgetUnused(gpadl);
    }

    private void forgetUnused(HostGpadl gpadl) {
        if (gpadl.state() != GpadlState.TEARING_DOWN || gpadl.isHeld()) return;
        complete.remove(key(gpadl.relid(), gpadl.handle()));
        toGuest.accept(new VmbusMessage.GpadlTorndown(gpadl.handle()));
    }

    /** The device is gone: nobody will answer what it was asked, and nobody uses anything any more. */
    void revoke(int relid) {
        for (HostGpadl gpadl : of(relid)) {
            if (gpadl.state() == GpadlState.OFFERED) {
                complete.remove(key(relid, gpadl.handle()));
                toGuest.accept(new VmbusMessage.GpadlCreated(relid, gpadl.handle(), VmbusMessage.UNSUCCESSFUL));
            } else {
                while (gpadl.isHeld()) gpadl.release();
                forgetUnused(gpadl);
            }
        }
    }

    /** Forgets what belongs to a channel that is gone. */
    void forgetChannel(int relid) {
        inProgress.values().removeIf(gpadl -> gpadl.relid() == relid);
        complete.values().removeIf(gpadl -> gpadl.relid() == relid);
    }

    /** The guest has gone: what devices have not answered is waited for, the rest is forgotten. */
    void leave() {
        inProgress.clear();
        complete.values().removeIf(gpadl -> gpadl.state() != GpadlState.OFFERED);
        complete.values().forEach(gpadl -> gpadl.become(GpadlState.OFFERED_TEARING_DOWN));
    }

    /** Forgets everything, with the connection. */
    void clear() {
        inProgress.clear();
        complete.clear();
    }

    /** Whether a device is still to answer a guest that has gone. */
    boolean isLeaving() {
        return complete.values().stream().anyMatch(gpadl -> gpadl.state() == GpadlState.OFFERED_TEARING_DOWN);
    }

    /** Takes the answers devices have given meanwhile. */
    void takeAnswers() {
        for (HostGpadl gpadl : List.copyOf(complete.values())) takeAnswer(gpadl);
    }

    /** What is shared on a channel now. */
    List<HostGpadl> of(int relid) {
        return complete.values().stream().filter(g -> g.relid() == relid).toList();
    }

    /** The memory behind a handle of any channel, if it is one stretch; null if not. */
    @Nullable
    GuestPages shared(int handle) {
        for (HostGpadl gpadl : complete.values()) {
            if (gpadl.handle() == handle && gpadl.ranges().size() == 1)
                return gpadl.ranges().getFirst();
        }
        return null;
    }

    /** Everything: what is complete, then what is not. */
    List<HostGpadl> all() {
        List<HostGpadl> all = new ArrayList<>(complete.values());
        all.addAll(inProgress.values());
        return all;
    }

    /** Takes one over as it was saved; a {@link GuestFault} if it does not fit the memory. */
    void restore(HostGpadl gpadl) {
        restoring = true;
        checkLimits(gpadl);
        if (gpadl.state() == GpadlState.IN_PROGRESS) {
            inProgress.put(gpadl.handle(), gpadl);
        } else {
            gpadl.map(memory);
            complete.put(key(gpadl.relid(), gpadl.handle()), gpadl);
        }
    }

    /** Everybody has what they had: devices answer what they had not, and nobody holds what was to be given back. */
    void restored(ChannelTable channels) {
        restoring = false;
        for (HostGpadl gpadl : List.copyOf(complete.values())) {
            HostChannel channel = channels.at(gpadl.relid());
            if (gpadl.state() == GpadlState.OFFERED && channel != null) ask(gpadl, channel);
            forgetUnused(gpadl);
        }
    }

    private void proceed(HostGpadl gpadl, HostChannel channel) {
        if (!gpadl.isComplete()) return;
        inProgress.remove(gpadl.handle());
        gpadl.map(memory);
        gpadl.become(GpadlState.OFFERED);
        complete.put(key(gpadl.relid(), gpadl.handle()), gpadl);
        ask(gpadl, channel);
    }

    /** Asks the device. One that is gone is not asked: the guest only needs something to tear down. */
    void ask(HostGpadl gpadl, HostChannel channel) {
        Answer answer = new Answer(answered);
        gpadl.await(answer);
        if (channel.state().isRevoked()) answer.accept(VmbusMessage.SUCCESS);
        else channel.device().share(gpadl.handle(), answer);
        takeAnswer(gpadl);
    }

    private void takeAnswer(HostGpadl gpadl) {
        Answer answer = gpadl.answer();
        if (answer == null || !answer.isGiven()) return;
        if (gpadl.state() == GpadlState.OFFERED_TEARING_DOWN) {
            complete.remove(key(gpadl.relid(), gpadl.handle()));
        } else if (gpadl.state() == GpadlState.OFFERED) {
            if (answer.status() == VmbusMessage.SUCCESS) gpadl.become(GpadlState.ACCEPTED);
            else complete.remove(key(gpadl.relid(), gpadl.handle()));
            toGuest.accept(new VmbusMessage.GpadlCreated(gpadl.relid(), gpadl.handle(), answer.status()));
        }
    }

    private void checkLimits(HostGpadl gpadl) {
        if (complete.containsKey(key(gpadl.relid(), gpadl.handle())) || inProgress.containsKey(gpadl.handle())) {
            throw new GuestFault("there is a GPADL 0x%x already".formatted(gpadl.handle()));
        }
        long pages = gpadl.pages();
        for (HostGpadl other : complete.values()) pages += other.pages();
        if (complete.size() >= MAX_GPADLS || inProgress.size() >= MAX_IN_PROGRESS || pages > MAX_PAGES) {
            throw new GuestFault("too much shared memory");
        }
    }

    private HostGpadl find(int relid, int handle) {
        HostGpadl gpadl = complete.get(key(relid, handle));
        if (gpadl == null) throw new GuestFault("no GPADL 0x%x here".formatted(handle));
        return gpadl;
    }

    private void refuse(int relid, int handle, GuestFault fault) {
        LOG.log(System.Logger.Level.DEBUG, "GPADL 0x{0} refused: {1}", Integer.toHexString(handle), fault.getMessage());
        toGuest.accept(new VmbusMessage.GpadlCreated(relid, handle, VmbusMessage.UNSUCCESSFUL));
    }

    private static long key(int relid, int handle) {
        return ((long) relid << 32) | (handle & 0xFFFF_FFFFL);
    }
}
