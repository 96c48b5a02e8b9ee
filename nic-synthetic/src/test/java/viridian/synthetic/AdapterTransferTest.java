package viridian.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.ChannelOffer;
import viridian.partitions.vmbus.Vmbus;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.VmbusDevice;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.guest.TcpFrame;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.host.NetVspSettings;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.Station;

/** An adapter that is saved amid traffic and goes on in another place, under a guest that notices nothing. */
class AdapterTransferTest {

    private static final int FLOWS = 24;

    private final Bench bench = new Bench();
    private final NetVsp here = adapter();
    private final Station wireHere = new Station(here);
    private final Bench.Guest guest = bench.running(
            here, NetVscSettings.SMALL.withQueues(3).withRingBytes(8 * 4096).withLargeBytes(20 * 4096));
    private final Station stack = new Station(guest.driver());

    private static NetVsp adapter() {
        return new NetVsp(Bench.address(2), NetVspSettings.MODERN.withChannels(3));
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void framesGoOnBothWaysAfterTheMove() {
        bench.settle();
        NetVsp there = adapter();
        Station wireThere = new Station(there);
        exchange(here, wireHere);
        move(there);
        assertTrue(there.isRunning());
        exchange(there, wireThere);
        assertEquals(List.of(), wireHere.heard(), "nothing goes the old way");
    }

    @Test
    void whatTheGuestHasNotCompletedYetIsStillItsOwn() {
        bench.settle();
        // Announced to the guest, which has had no time to look.
        for (int flow = 0; flow < FLOWS; flow++) assertTrue(here.accept(TcpFrame.flow(1000 + flow, 80)));
        here.flush();
        NetVsp there = adapter();
        Station wireThere = new Station(there);
        move(there);
        assertEquals(FLOWS, stack.takeHeard().size());
        for (int round = 0; round < 50; round++) exchange(there, wireThere);
    }

    @Test
    void whatTheGuestHadSentIsDoneThere() {
        bench.settle();
        for (int i = 0; i < 20; i++) assertTrue(guest.driver().accept(frame(i)));
        guest.driver().flush();
        NetVsp there = adapter();
        Station wireThere = new Station(there);
        move(there);
        assertEquals(20, wireHere.heard().size() + wireThere.heard().size());
    }

    @Test
    void aSmallerHostDoesNotTakeTheAdapter() {
        bench.settle();
        NetVsp there = new NetVsp(Bench.address(2), NetVspSettings.MODERN.withChannels(2));
        move(there);
        assertFalse(there.isRunning());
        assertFalse(guest.driver().accept(frame(1)), "its driver was told that the adapter is gone");
    }

    @Test
    void noBytesAtAllHarmTheHost() {
        Logger logger = Logger.getLogger(VmbusChannel.class.getName());
        logger.setLevel(Level.OFF);
        bench.settle();
        byte[] good = saved();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int run = 0; run < 400; run++) {
            byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int hits = random.nextInt(4); hits >= 0 && bytes.length > 0; hits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (!takes(bytes)) refused++;
        }
        logger.setLevel(null);
        assertTrue(refused > 50, refused + " refused");
    }

    /** A restored adapter either works as adapters do or says that the bytes are none. */
    private boolean takes(byte[] state) {
        NetVsp there = adapter();
        new Station(there);
        Tried tried = new Tried(there, state);
        Vmbus next = successor();
        next.offer(tried);
        next.restore(guest.partition().vmbus().save());
        there.accept(FrameBuilder.broadcast(Bench.address(9)).build());
        there.flush();
        there.close();
        return tried.isTaken;
    }

    private byte[] saved() {
        Tried tried = new Tried(here, new byte[0]);
        Vmbus next = successor();
        next.offer(tried);
        next.restore(guest.partition().vmbus().save());
        return tried.given;
    }

    /** Stands before an adapter and gives it other bytes than it gets. */
    private static final class Tried implements VmbusDevice {

        private final NetVsp adapter;
        private final byte[] state;
        private byte[] given = new byte[0];
        private boolean isTaken;

        Tried(NetVsp adapter, byte[] state) {
            this.adapter = adapter;
            this.state = state;
        }

        @Override
        public ChannelOffer offer() {
            return adapter.offer();
        }

        @Override
        public void open(VmbusChannel channel) {
            throw new GuestFault("only restored here");
        }

        @Override
        public void close(VmbusChannel channel) {}

        @Override
        public void restore(VmbusChannel channel, byte[] real) {
            if (channel.offer().subchannel() > 0) throw new GuestFault("not looked at");
            given = real;
            if (state.length == 0) return;
            adapter.restore(channel, state);
            isTaken = true;
        }
    }

    private void move(NetVsp there) {
        byte[] state = guest.partition().vmbus().save();
        Vmbus next = successor();
        next.offer(there);
        next.restore(state);
        next.resume();
        bench.settle();
    }

    private Vmbus successor() {
        return new Vmbus(guest.partition(), bench.hypervisor().root().processor(0));
    }

    private void exchange(NetVsp host, Station wire) {
        for (int flow = 0; flow < FLOWS; flow++) {
            assertTrue(host.accept(TcpFrame.flow(1000 + flow, 80)));
            assertTrue(guest.driver().accept(frame(flow)));
        }
        host.flush();
        guest.driver().flush();
        bench.settle();
        assertEquals(FLOWS, stack.takeHeard().size());
        assertEquals(FLOWS, wire.takeHeard().size());
    }

    private Frame frame(int flow) {
        Frame frame = TcpFrame.flow(2000 + flow, 80);
        BigEndian.putU48(frame.memory(), frame.offset() + 6, Bench.address(2).bits());
        return frame;
    }
}
