package viridian.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import viridian.vswitch.Port;
import viridian.vswitch.PortSettings;
import viridian.vswitch.SwitchSettings;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.acl.AccessControl;
import viridian.vswitch.acl.AccessList;
import viridian.vswitch.acl.AclRule;
import viridian.vswitch.capture.Capture;
import viridian.vswitch.capture.EpochClock;
import viridian.vswitch.capture.FrameLog;
import viridian.vswitch.capture.PcapNgFile;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;

/** A switch with an adapter in memory in each port, which has learned all stations of a case. */
final class SwitchRig implements Way {

    private static final int ACCESS_RULES = 100;

    private final BenchCase what;
    private final CopyingNic[] nics;
    private final Port[] ports;
    private long sent;
    private int threadsDone;

    SwitchRig(BenchCase what) {
        this.what = what;
        VirtualSwitch vswitch = new VirtualSwitch(
                SwitchSettings.named("bench").withTableLimit(Math.max(SwitchSettings.TABLE_LIMIT, what.addresses())),
                System::nanoTime);
        this.nics = Stream.generate(() -> new CopyingNic(what.frameBytes()))
                .limit(what.ports())
                .toArray(CopyingNic[]::new);
        this.ports = new Port[nics.length];
        for (int i = 0; i < nics.length; i++) ports[i] = vswitch.plug(settings(i), nics[i]);
        if (what.traffic() == Traffic.ACCESS_LIST) vswitch.extend(new AccessControl(System::nanoTime));
        introduce(new Stations(what.addresses(), what.talkers()));
        if (what.traffic() == Traffic.CAPTURE) vswitch.observe(capture());
    }

    private PortSettings settings(int port) {
        PortSettings settings = PortSettings.network("port " + port)
                .withMaxFrame(what.frameBytes())
                .withVlan(what.traffic().mode(port, what.talkers()));
        return what.traffic() == Traffic.ACCESS_LIST ? settings.with(rules()) : settings;
    }

    /** Each station says something to itself: the switch learns where it is, and nobody else hears of it. */
    private void introduce(Stations stations) {
        // Of the kind the measured frames lie in: where code meets two kinds of memory, each access asks which.
        MemorySegment bytes = Arena.global().allocate(what.frameBytes());
        Frame frame = new Frame();
        for (int station = 0; station < stations.number(); station++) {
            int port = stations.port(station);
            BigEndian.putU48(bytes, 0, Stations.address(station));
            BigEndian.putU48(bytes, 6, Stations.address(station));
            frame.lend(bytes, 0, what.frameBytes(), what.traffic().tag(port, what.talkers()));
            ports[port].accept(frame);
        }
    }

    /** None but the last says anything about the stations' frames. */
    private static AccessList rules() {
        AccessList rules = AccessList.EMPTY;
        for (int i = 1; i < ACCESS_RULES; i++) {
            String others = "deny both protocol=udp remote=192.168.%d.0/24 remote-port=%d weight=2".formatted(i, i);
            rules = rules.with(AclRule.parse(others));
        }
        return rules.with(AclRule.parse("allow both protocol=udp weight=1"));
    }

    private static Capture capture() {
        try {
            return new Capture(new PcapNgFile(new CircularFile()), new FrameLog(0), new EpochClock(), "bench");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Carries a burst as the adapter in the sender's port would. */
    @Override
    public void carry(FrameSupply supply) {
        supply.advance();
        Port port = ports[supply.port()];
        port.acceptAll(supply.burst(), FrameSupply.BURST);
        port.flush();
    }

    @Override
    public synchronized void done(FrameSupply supply) {
        sent += supply.sent();
        if (++threadsDone == what.threads()) {
            CopyingNic.requireDelivered(nics, sent * what.traffic().copies(what.talkers()));
        }
    }
}
