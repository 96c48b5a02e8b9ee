package viridian.synthetic.guest;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.PacketDescriptor;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspMessage.Init;
import viridian.synthetic.nvsp.NvspMessage.InitComplete;
import viridian.synthetic.nvsp.NvspMessage.NdisConfig;
import viridian.synthetic.nvsp.NvspMessage.NdisVersion;
import viridian.synthetic.nvsp.NvspMessage.ReceiveBufferComplete;
import viridian.synthetic.nvsp.NvspMessage.SendBufferComplete;
import viridian.synthetic.nvsp.NvspMessage.SendReceiveBuffer;
import viridian.synthetic.nvsp.NvspMessage.SendSendBuffer;
import viridian.synthetic.nvsp.NvspStatus;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisPacket;

/**
 * The first half of an adapter's beginning, in the order Linux goes: a version, what the guest can do, the receive buffer,
 * the send buffer. Each step begins when the one before was answered.
 */
final class NvspSetup {

    private static final int PLAIN_MTU = 1514;

    /** Linux wants no smaller part of the receive buffer than this. */
    private static final int SMALLEST_SUBALLOCATION = 68;

    /** Frames longer than a send section that can be under way at once: our choice. */
    private static final int LARGE_SLOTS = 32;

    private final VmbusChannel channel;
    private final NetVscSettings settings;
    private final SharedMemory memory;
    private final Consumer<Terms> agreed;
    private final Consumer<String> failed;
    private @Nullable Consumer<NvspMessage> awaiting;

    private final Iterator<NvspVersion> untried;
    private NvspVersion version = NvspVersion.V1;
    private long receiveGpa;
    private long receiveBytes;
    private int suballocations;

    NvspSetup(
            VmbusChannel channel,
            NetVscSettings settings,
            SharedMemory memory,
            Consumer<Terms> agreed,
            Consumer<String> failed) {
        this.channel = channel;
        this.settings = settings;
        this.memory = memory;
        this.agreed = agreed;
        this.failed = failed;
        untried = settings.newest().andOlder().iterator();
    }

    /** Begins with the newest version, or goes on with the next older one. */
    void begin() {
        version = untried.next();
        ask(new Init(version.wire(), version.wire()), this::initialized);
    }

    /** The host has completed what was asked last. */
    void completed(PacketDescriptor packet) {
        Consumer<NvspMessage> then = awaiting;
        if (then == null) throw new GuestFault("a completion of nothing");
        awaiting = null;
        then.accept(NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength()));
    }

    private void initialized(NvspMessage answer) {
        if (answer instanceof InitComplete init && init.status() == NvspStatus.SUCCESS) {
            describe();
        } else if (untried.hasNext()) {
            begin();
        } else {
            failed.accept("the host speaks no version of NVSP we know");
        }
    }

    private void describe() {
        if (version.isAtLeast(NvspVersion.V2)) tell(new NdisConfig(settings.maxFrame(), NdisConfig.VLAN));
        tell(version.isAtLeast(NvspVersion.V5) ? new NdisVersion(6, 30) : new NdisVersion(6, 1));
        receiveGpa = memory.take(settings.receiveBytes());
        memory.share(channel, receiveGpa, settings.receiveBytes(), this::sendReceiveBuffer);
    }

    private void sendReceiveBuffer(int gpadl) {
        if (gpadl == 0) failed.accept("the host does not take the receive buffer's memory");
        else ask(new SendReceiveBuffer(gpadl, Terms.RECEIVE_ID), this::receiveBufferTaken);
    }

    private void receiveBufferTaken(NvspMessage answer) {
        if (!(answer instanceof ReceiveBufferComplete parts) || !isSound(parts)) {
            failed.accept("the host does not take the receive buffer: " + answer);
            return;
        }
        suballocations = parts.suballocations();
        receiveBytes = (long) suballocations * parts.suballocationBytes();
        long sendGpa = memory.take(settings.sendBytes());
        memory.share(channel, sendGpa, settings.sendBytes(), gpadl -> sendSendBuffer(gpadl, sendGpa));
    }

    private boolean isSound(ReceiveBufferComplete parts) {
        return parts.status() == NvspStatus.SUCCESS
                && parts.sections() == 1
                && parts.offset() == 0
                && parts.suballocationBytes() >= SMALLEST_SUBALLOCATION
                && parts.suballocations() > 0
                && (long) parts.suballocationBytes() * parts.suballocations() <= settings.receiveBytes();
    }

    private void sendSendBuffer(int gpadl, long gpa) {
        if (gpadl == 0) failed.accept("the host does not take the send buffer's memory");
        else ask(new SendSendBuffer(gpadl, Terms.SEND_ID), answer -> sendBufferTaken(answer, gpa));
    }

    private void sendBufferTaken(NvspMessage answer, long gpa) {
        boolean isSound = answer instanceof SendBufferComplete complete
                && complete.status() == NvspStatus.SUCCESS
                && complete.sectionBytes() > 0
                && complete.sectionBytes() <= settings.sendBytes();
        if (isSound) agree(new SendSlots(gpa, settings.sendBytes(), ((SendBufferComplete) answer).sectionBytes()));
        else failed.accept("the host does not take the send buffer: " + answer);
    }

    private void agree(SendSlots sections) {
        int mtu = version.isAtLeast(NvspVersion.V2) ? settings.maxFrame() : PLAIN_MTU;
        agreed.accept(new Terms(
                version,
                mtu,
                receiveGpa,
                receiveBytes,
                suballocations,
                sections,
                largeSlots(mtu, sections.slotBytes()),
                memory.take(PAGE_BYTES)));
    }

    /** Whole pages for each frame that does not fit into a section, so that it touches as few of them as possible. */
    private SendSlots largeSlots(int mtu, int sectionBytes) {
        int frameBytes = mtu + RndisPacket.headBytes(0) + 7;
        if (frameBytes <= sectionBytes) return SendSlots.none();
        int slotBytes = (frameBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        return new SendSlots(memory.take((long) LARGE_SLOTS * slotBytes), LARGE_SLOTS * slotBytes, slotBytes);
    }

    private void ask(NvspMessage message, Consumer<NvspMessage> then) {
        awaiting = then;
        send(message, true);
    }

    private void tell(NvspMessage message) {
        send(message, false);
    }

    private void send(NvspMessage message, boolean completionRequested) {
        long id = Transaction.id(Transaction.NVSP, 0);
        if (!channel.send(message.bytes(), 0, NvspMessage.BYTES, id, completionRequested)) {
            failed.accept("there is no room in the ring for the setup");
        }
        channel.flush();
    }
}
