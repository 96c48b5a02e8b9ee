package viridian.synthetic.guest;

import static viridian.partitions.GuestMemory.PAGE_BYTES;

import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

/**
 * The first half of an adapter's beginning, in the order Linux goes: a version, what the guest can do, the receive buffer,
 * the send buffer. Each step begins when the one before was answered.
 */
final class NvspSetup {

    private static final int PLAIN_MTU = 1514;

    /** Linux wants no smaller part of the receive buffer than this. */
    private static final int SMALLEST_SUBALLOCATION = 68;

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
    private int suballocationBytes;
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
        // A completion of nothing: there is nobody it could harm.
        if (then == null) return;
        awaiting = null;
        then.accept(NvspMessage.read(packet.memory(), packet.payloadAt(), packet.payloadLength(), version));
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
        if (version.isAtLeast(NvspVersion.V2)) tell(new NdisConfig(settings.maxFrame(), capabilities()));
        tell(ndisVersion());
        receiveGpa = memory.take(settings.receiveBytes());
        memory.share(channel, receiveGpa, settings.receiveBytes(), this::sendReceiveBuffer);
    }

    /** As Linux says them: it knows of virtual functions and teams since version 5, of joined segments since 6.1. */
    private long capabilities() {
        long since5 = version.isAtLeast(NvspVersion.V5) ? NdisConfig.SR_IOV | NdisConfig.TEAMING : 0;
        boolean takesJoined = version.isAtLeast(NvspVersion.V6_1) && settings.offloads();
        return NdisConfig.VLAN | since5 | (takesJoined ? NdisConfig.COALESCING : 0);
    }

    private NdisVersion ndisVersion() {
        if (settings.isOfFirstDrivers()) return new NdisVersion(5, 0);
        return version.isAtLeast(NvspVersion.V5) ? new NdisVersion(6, 30) : new NdisVersion(6, 1);
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
        suballocationBytes = parts.suballocationBytes();
        suballocations = parts.suballocations();
        receiveBytes = (long) suballocations * suballocationBytes;
        if (settings.sendBytes() == 0) agree(SendSlots.none());
        else shareSendBuffer();
    }

    private void shareSendBuffer() {
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
                suballocationBytes,
                suballocations,
                sections,
                memory.take(PAGE_BYTES)));
    }

    /** A question after the agreement, when others write into the ring as well. */
    void ask(NvspMessage message, Consumer<NvspMessage> then, ToHost toHost) {
        awaiting = then;
        if (!toHost.say(message, true)) failed.accept("there is no room in the ring for " + message);
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
        // The first exchange is of short messages whatever comes of it.
        int length = message instanceof Init ? NvspMessage.BYTES : version.messageBytes();
        if (!channel.send(message.bytes(length), 0, length, id, completionRequested)) {
            failed.accept("there is no room in the ring for the setup");
        }
        channel.flush();
    }
}
