package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.packet.Crafted;
import viridian.vswitch.packet.IpProtocol;
import viridian.vswitch.packet.Packet;

/** Whatever a guest sends, it is judged: no frame breaks the switch, and none denied by what is seen of it gets out. */
class AclFuzzTest {

    /** A longer run: {@code -Dviridian.fuzz=10000000}. */
    private static final int INPUTS = Integer.getInteger("viridian.fuzz", 20_000);

    private static final long SEED = Long.getLong("viridian.seed", 20_26);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final AclDice dice = new AclDice(SEED);
    private final Packet seen = new Packet();

    @Test
    void damagedFramesAreJudgedAndThoseToADeniedPortNeverPass() {
        AclBench bench = new AclBench(
                "allow outbound protocol=icmp weight=5",
                "deny outbound protocol=udp remote-port=53 weight=4",
                "allow outbound weight=3 remote=any stateful timeout=9",
                "allow inbound weight=3 protocol=tcp local-port=0-1000",
                "meter both remote=any weight=9",
                "deny both");
        for (int input = 0; input < INPUTS; input++) {
            Frame frame = damaged(dice.said().frame());
            bench.now += random.nextInt(100_000_000);
            boolean outbound = random.nextBoolean();
            boolean passed = outbound ? bench.out(frame) : bench.in(frame);
            String where = "seed " + SEED + ", input " + input + ": " + frame;
            assertFalse(passed && outbound && isDenied(frame), where);
        }
        long counted = bench.acl.counts(bench.port).stream()
                .filter(count -> count.rule().action() == Action.DENY)
                .mapToLong(RuleCount::frames)
                .sum();
        assertEquals(counted, bench.denied());
    }

    private boolean isDenied(Frame frame) {
        seen.read(frame);
        return seen.hasPorts() && seen.protocol() == IpProtocol.UDP && seen.destinationPort() == 53;
    }

    /** Some bytes behind the addresses are changed, and the end is missing. */
    private Frame damaged(Frame frame) {
        Frame copy = frame.copy();
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = 12 + random.nextInt(copy.length() - 12);
            copy.memory().set(ValueLayout.JAVA_BYTE, copy.offset() + at, (byte) random.nextInt());
        }
        int length = random.nextInt(3) == 0 ? Frame.HEADER_BYTES + random.nextInt(copy.length() - 13) : copy.length();
        return new Frame().lend(copy.memory(), copy.offset(), length, Frame.UNTAGGED);
    }

    @Test
    void damagedIcmpErrorsAreJudged() {
        AclBench bench = new AclBench("allow outbound weight=1 stateful", "deny both");
        byte[] sent = Crafted.v4("10.0.0.1", "10.0.0.2", IpProtocol.ICMP, new byte[40]);
        for (int input = 0; input < INPUTS / 4; input++) {
            byte[] packet = sent.clone();
            packet[20] = (byte) (random.nextBoolean() ? 3 : 11);
            for (int at = 28; at < packet.length; at++) packet[at] = (byte) random.nextInt();
            if (random.nextBoolean()) packet[28] = 0x45;
            bench.in(damaged(Crafted.frame(Packet.IPV4, packet)));
        }
        assertTrue(bench.denied() > 0);
    }
}
