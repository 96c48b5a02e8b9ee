package viridian.synthetic.fuzz;

import static viridian.partitions.LittleEndian.putI32;

import java.lang.foreign.MemorySegment;
import java.util.List;
import viridian.partitions.fuzz.Allowance;
import viridian.partitions.fuzz.Choices;
import viridian.partitions.fuzz.Silence;
import viridian.partitions.vmbus.ring.PacketType;
import viridian.synthetic.host.NetVsp;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspRndis;
import viridian.synthetic.nvsp.NvspVersion;

/**
 * A guest that says anything to its adapter in any order, from before the version to behind the last frame, while frames
 * come for it and its cable is pulled: {@link FuzzedAdapter} tells what must hold, {@link Neighbourhood} what others see.
 */
public final class NvspFuzz {

    private static final int MAX_STEPS = 100;

    /** The types of NVSP messages (Linux drivers/net/hyperv/hyperv_net.h), those of the host among them. */
    private static final int[] TYPES = {
        1, 100, 101, 103, 104, 106, 125, 107, 108, 129, 131, 133, 134, 135, 2, 102, 105, 126, 128, 130, 136, 0, 99, 255
    };

    private static final int[] WORDS = {
        0, 1, 2, 3, 4, 0xCAFE, 0x2, 0x30002, 0x40000, 0x50000, 0x60000, 0x60001, 6, 30, 1514, 9014, 8, -1, 0x7FFFFFFF
    };

    private final Choices choices;
    private final FuzzedAdapter adapter;
    private final MemorySegment message = MemorySegment.ofArray(new byte[256]);
    private int nextOfSetup;

    private NvspFuzz(Choices choices) {
        this.choices = choices;
        List<NvspVersion> all = List.of(NvspVersion.values());
        NvspVersion newest = all.get(choices.below(all.size()));
        int maxFrame = choices.flip() ? NetVsp.JUMBO_FRAME : NetVsp.PLAIN_FRAME;
        adapter = new FuzzedAdapter(new NetVsp(Neighbourhood.HOSTILE, maxFrame, newest));
    }

    /** For the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        Silence.keep();
        Allowance.take(data, input -> new NvspFuzz(new Choices(input)).run());
    }

    private void run() {
        try (adapter) {
            for (int step = 0; step < MAX_STEPS && choices.areLeft(); step++) step();
            adapter.drain();
            adapter.neighbourhood.assertSound();
        }
    }

    private void step() {
        switch (choices.below(14)) {
            case 0, 1, 2 -> goOn();
            case 3, 4 -> anything();
            case 5 -> announce();
            case 6 -> completion();
            case 7 -> adapter.completeHeld();
            case 8 -> adapter.host.accept(FuzzedAdapter.FRAME);
            case 9 -> adapter.host.link(choices.flip());
            case 10 -> adapter.neighbourhood.bother(choices.flip(), 60 + choices.u8() * 5);
            case 11 -> reopen();
            case 12 -> adapter.hear();
            default -> adapter.turn();
        }
    }

    /** What a driver would say next, perhaps with one word changed. */
    private void goOn() {
        int version = choices.number(0x50000, 0x50000, 0x60001, 0x60000, 0x40000, 0x30002, 2);
        int[] words = switch (nextOfSetup++ % 8) {
            case 0 -> new int[] {NvspMessage.Init.TYPE, version, version};
            case 1 -> new int[] {NvspMessage.NdisConfig.TYPE, choices.number(1514, 9014), 0, 0xF, 0};
            case 2 -> new int[] {NvspMessage.NdisVersion.TYPE, 6, 30};
            case 3 -> new int[] {NvspMessage.SendReceiveBuffer.TYPE, choices.number(1, 1, 3, 4, 5), 0xCAFE};
            case 4 -> new int[] {NvspMessage.SendSendBuffer.TYPE, choices.number(2, 2, 3, 4, 5), 0};
            case 5 -> new int[] {NvspMessage.Subchannel.TYPE, 1, choices.number(0, 1, 3, -1)};
            case 6 -> null;
            default -> new int[] {choices.flip() ? NvspMessage.RevokeReceiveBuffer.TYPE : 106, 0xCAFE};
        };
        if (words == null) {
            adapter.rndis(NvspRndis.CONTROL, RndisBytes.initialize(1), 24);
            adapter.turn();
            MemorySegment filter = RndisBytes.set(2, 0x0001010E, 0x2D);
            adapter.rndis(NvspRndis.CONTROL, filter, filter.byteSize());
        } else {
            boolean isAnswered = words[0] != 125 && words[0] != 100 && words[0] != 103 && words[0] != 106;
            say(isAnswered, NvspMessage.BYTES, words);
        }
        adapter.turn();
    }

    private void anything() {
        int count = choices.below(8);
        int[] words = new int[count + 1];
        words[0] = choices.number(TYPES);
        for (int i = 1; i <= count; i++) words[i] = choices.number(WORDS);
        say(choices.flip(), choices.number(28, 28, 28, 40, 16, 8, 4, 0) & 0xFF, words);
    }

    private void say(boolean isAnswered, int length, int... words) {
        message.fill((byte) 0);
        for (int i = 0; i < words.length; i++) putI32(message, 4L * i, words[i]);
        if (words[0] == NvspMessage.SendReceiveBuffer.TYPE && words.length > 2) adapter.announce(words[1], words[2]);
        else if (words[0] == NvspMessage.SendReceiveBuffer.TYPE) adapter.revoked();
        if (words[0] == NvspMessage.RevokeReceiveBuffer.TYPE) adapter.revoked();
        adapter.send(message, length, isAnswered);
    }

    /** A packet that says there are RNDIS messages in a section of the send buffer. */
    private void announce() {
        NvspRndis.write(
                message,
                0,
                choices.number(0, 1, 2),
                choices.number(0, 1, 5, 6, -1),
                choices.number(44, 104, 6144, 6145));
        adapter.send(message, NvspMessage.BYTES, choices.below(8) > 0);
    }

    private void completion() {
        NvspRndis.writeComplete(message, 0, 1);
        adapter.sendAs(PacketType.COMPLETION, choices.number64(0, 1, 16, 17, -1, 1L << 32), message, 8, choices.flip());
    }

    private void reopen() {
        adapter.reopen();
        nextOfSetup = 0;
    }
}
