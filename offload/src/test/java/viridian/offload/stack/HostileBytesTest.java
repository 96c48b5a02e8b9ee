package viridian.offload.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static viridian.offload.stack.SimulatedTime.SECOND;
import static viridian.offload.stack.TwoHosts.ALICE;
import static viridian.offload.stack.TwoHosts.ALICE_MAC;
import static viridian.offload.stack.TwoHosts.BOB;
import static viridian.offload.stack.TwoHosts.BOB_MAC;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import viridian.offload.wire.Arp;
import viridian.offload.wire.Icmp;
import viridian.offload.wire.InternetChecksum;
import viridian.offload.wire.Ipv4;
import viridian.offload.wire.Udp;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.nic.RecordingNic;

/** Whatever arrives, a host counts it or answers it, and goes on: no bytes make it throw. */
class HostileBytesTest {

    private static final int FRAMES = 60_000;

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final SimulatedTime time = new SimulatedTime();
    private final RecordingNic link = new RecordingNic(ALICE_MAC, 9014);
    private final HostStack alice = time.host();
    private final NetworkInterface on = alice.attach(link, ALICE, 24, 1500);

    @Test
    void noBytesMakeAHostStumble() {
        System.out.println("HostileBytesTest seed " + seed);
        on.neighbour(BOB, BOB_MAC);
        UdpSocket socket = alice.udp(6000);
        socket.onReceive(got -> socket.send(got.from(), got.fromPort(), got.memory(), got.offset(), got.length()));
        for (int i = 0; i < FRAMES; i++) {
            Frame frame = hostile();
            link.saysMore(frame);
            if (i % 16 == 0) pause();
        }
        assertStillAnswers();
    }

    private void pause() {
        alice.ping(BOB, new PingRequest(random.nextInt(3000), false, SECOND, random.nextInt(4)), outcome -> {});
        link.says(Packets.whoHas(BOB_MAC, BOB, ALICE));
        time.pass(random.nextInt(100) == 0 ? 70 * SECOND : random.nextInt((int) SECOND));
        link.takeHeard();
    }

    private void assertStillAnswers() {
        time.pass(100 * SECOND);
        link.takeHeard();
        link.says(Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, 1, Packets.echo(Icmp.ECHO_REQUEST, 1, 1, 100)));
        assertEquals(1, link.heard().size(), "seed " + seed);
        assertEquals(Icmp.ECHO_REPLY, Icmp.type(Packets.packet(link.heard().getFirst()), 20), "seed " + seed);
    }

    /** Noise, or something right that was damaged, and often made to look right again. */
    private Frame hostile() {
        if (random.nextInt(8) == 0) return noise();
        Frame frame = right().copy();
        for (int i = random.nextInt(4); i > 0; i--) damage(frame);
        if (frame.etherType() == Ipv4.ETHER_TYPE && random.nextInt(4) != 0) mend(frame);
        int length = random.nextInt(6) == 0 ? 14 + random.nextInt(frame.length() - 13) : frame.length();
        return new Frame().lend(frame.memory().asSlice(0, length), 0, length, Frame.UNTAGGED);
    }

    private Frame right() {
        Frame about =
                Packets.ipv4(ALICE_MAC, BOB_MAC, ALICE, BOB, pick(1, 17), Packets.echo(8, random.nextInt(9), 1, 0));
        int flagsAndOffset = random.nextInt(3) == 0 ? Ipv4.MORE_FRAGMENTS | random.nextInt(400) : 0;
        byte[] payload = switch (random.nextInt(5)) {
            case 0 -> Packets.echo(pick(0, 8), random.nextInt(9), random.nextInt(4), random.nextInt(64) * 8);
            case 1 -> Packets.error(pick(3, 11), random.nextInt(16), random.nextInt(65_536), about);
            default -> Packets.udp(BOB, ALICE, pick(6000, 1), pick(6000, 1), new byte[random.nextInt(64) * 8]);
        };
        if (random.nextInt(8) == 0) {
            return Packets.arp(pick(Arp.REQUEST, Arp.REPLY), BOB_MAC, BOB, ALICE_MAC, ALICE_MAC, ALICE);
        }
        int id = random.nextInt(4);
        return Packets.ipv4(BOB_MAC, ALICE_MAC, BOB, ALICE, pick(1, Udp.PROTOCOL), flagsAndOffset, id, payload);
    }

    private Frame noise() {
        byte[] bytes = new byte[14 + random.nextInt(200)];
        random.nextBytes(bytes);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        BigEndian.putU48(memory, 0, ALICE_MAC.bits());
        BigEndian.putU16(memory, 12, pick(Ipv4.ETHER_TYPE, Arp.ETHER_TYPE));
        return Frame.of(bytes);
    }

    private void damage(Frame frame) {
        int at = 14 + random.nextInt(Math.min(frame.length() - 14, 64));
        BigEndian.putU8(
                frame.memory(), at, List.of(0, 1, 0xFF, random.nextInt(256)).get(random.nextInt(4)));
    }

    /** Puts the header's checksum right, so that the damage is looked at. */
    private static void mend(Frame frame) {
        MemorySegment in = frame.memory();
        int header = Math.min(Ipv4.headerLength(in, 14), frame.length() - 14);
        BigEndian.putU16(in, 14 + 10, 0);
        BigEndian.putU16(in, 14 + 10, InternetChecksum.complement(InternetChecksum.sum(in, 14, header)));
    }

    private int pick(int one, int other) {
        return random.nextBoolean() ? one : other;
    }
}
