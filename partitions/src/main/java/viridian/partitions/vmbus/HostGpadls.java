package viridian.partitions.vmbus;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import viridian.partitions.GuestFault;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;

/** All memory a guest shares with its parent. Belongs to whoever holds the bus. */
final class HostGpadls {

    /** Our choice: so much can a guest make us remember. */
    private static final int MAX_GPADLS = 256;

    private static final int MAX_IN_PROGRESS = 16;
    private static final int MAX_PAGES = 131_072;

    private static final System.Logger LOG = System.getLogger(Vmbus.class.getName());

    private final GuestMemory memory;
    private final Consumer<VmbusMessage> toGuest;
    private final Map<Integer, HostGpadl> inProgress = new HashMap<>();
    private final Map<Integer, HostGpadl> created = new HashMap<>();

    HostGpadls(GuestMemory memory, Consumer<VmbusMessage> toGuest) {
        this.memory = memory;
        this.toGuest = toGuest;
    }

    /** The guest begins to share memory. */
    void header(VmbusMessage.GpadlHeader header) {
        try {
            HostGpadl gpadl = new HostGpadl(header);
            checkLimits(gpadl);
            inProgress.put(gpadl.handle(), gpadl);
            proceed(gpadl);
        } catch (GuestFault fault) {
            refuse(header.relid(), header.gpadl(), fault);
        }
    }

    /** The guest goes on. */
    void body(VmbusMessage.GpadlBody body) {
        HostGpadl gpadl = inProgress.get(body.gpadl());
        if (gpadl == null) throw new GuestFault("nobody began GPADL 0x%x".formatted(body.gpadl()));
        gpadl.add(body.words());
        try {
            proceed(gpadl);
        } catch (GuestFault fault) {
            refuse(gpadl.relid(), gpadl.handle(), fault);
        }
    }

    /** The guest wants memory back; it gets it when nobody uses it any more. */
    void tearDown(VmbusMessage.GpadlTeardown teardown) {
        if (find(teardown.relid(), teardown.gpadl()).tearDown()) forget(teardown.gpadl());
    }

    /** The memory behind a handle, from now on used by somebody. */
    GuestPages hold(int relid, int handle) {
        HostGpadl gpadl = find(relid, handle);
        GuestPages stretch = gpadl.stretch();
        gpadl.hold();
        return stretch;
    }

    /** Somebody does not use it any more. */
    void release(int handle) {
        HostGpadl gpadl = created.get(handle);
        if (gpadl != null && gpadl.release()) forget(handle);
    }

    /** Forgets what belongs to a channel that is gone. */
    void forgetChannel(int relid) {
        inProgress.values().removeIf(gpadl -> gpadl.relid() == relid);
        created.values().removeIf(gpadl -> gpadl.relid() == relid);
    }

    /** Forgets everything, with the connection. */
    void clear() {
        inProgress.clear();
        created.clear();
    }

    private void proceed(HostGpadl gpadl) {
        if (!gpadl.isComplete()) return;
        inProgress.remove(gpadl.handle());
        gpadl.map(memory);
        created.put(gpadl.handle(), gpadl);
        toGuest.accept(new VmbusMessage.GpadlCreated(gpadl.relid(), gpadl.handle(), VmbusMessage.SUCCESS));
    }

    private void checkLimits(HostGpadl gpadl) {
        if (created.containsKey(gpadl.handle()) || inProgress.containsKey(gpadl.handle())) {
            throw new GuestFault("there is a GPADL 0x%x already".formatted(gpadl.handle()));
        }
        long pages = gpadl.pages();
        for (HostGpadl other : created.values()) pages += other.pages();
        if (created.size() >= MAX_GPADLS || inProgress.size() >= MAX_IN_PROGRESS || pages > MAX_PAGES) {
            throw new GuestFault("too much shared memory");
        }
    }

    private HostGpadl find(int relid, int handle) {
        HostGpadl gpadl = created.get(handle);
        if (gpadl == null || gpadl.relid() != relid) throw new GuestFault("no GPADL 0x%x here".formatted(handle));
        return gpadl;
    }

    private void forget(int handle) {
        created.remove(handle);
        toGuest.accept(new VmbusMessage.GpadlTorndown(handle));
    }

    private void refuse(int relid, int handle, GuestFault fault) {
        LOG.log(System.Logger.Level.DEBUG, "GPADL 0x{0} refused: {1}", Integer.toHexString(handle), fault.getMessage());
        toGuest.accept(new VmbusMessage.GpadlCreated(relid, handle, VmbusMessage.UNSUCCESSFUL));
    }
}
