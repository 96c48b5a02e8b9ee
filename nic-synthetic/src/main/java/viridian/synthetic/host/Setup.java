package viridian.synthetic.host;

import org.jspecify.annotations.Nullable;
import viridian.partitions.GuestFault;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.synthetic.host.SavedAdapter.Name;
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
 * What a guest says before its first RNDIS packet: a version until one is accepted, then what it can do and where its
 * buffers are, each once. Whatever comes out of order is a {@link GuestFault}.
 */
final class Setup {

    /** Bytes of a receive buffer at most: before 2012, and since; what hosts of the time take. */
    private static final long OLD_RECEIVE_BYTES = 15L << 20;

    private static final long RECEIVE_BYTES = 31L << 20;

    /** A relic in the answer to INIT, the number current hosts give. */
    private static final int MAX_MDL_CHAIN = 34;

    private final VmbusChannel channel;
    private final NvspVersion newest;
    private final int maxFrame;

    private Agreement agreement = Agreement.NONE;
    private boolean isConfigured;
    private boolean isDescribed;
    private @Nullable ReceiveBuffer receiveBuffer;
    private @Nullable SendBuffer sendBuffer;

    Setup(VmbusChannel channel, NvspVersion newest, int maxFrame) {
        this.channel = channel;
        this.newest = newest;
        this.maxFrame = maxFrame;
    }

    Agreement agreement() {
        return agreement;
    }

    @Nullable
    ReceiveBuffer receiveBuffer() {
        return receiveBuffer;
    }

    @Nullable
    SendBuffer sendBuffer() {
        return sendBuffer;
    }

    /** What was said so far, with the rest of the adapter. */
    SavedAdapter save(SavedAdapter.@Nullable SavedRndis rndis, int promised, int news, SavedAdapter.SavedQueue first) {
        ReceiveBuffer receive = receiveBuffer;
        SendBuffer send = sendBuffer;
        return new SavedAdapter(
                agreement,
                isConfigured,
                isDescribed,
                receive == null
                        ? null
                        : new Name(receive.name().gpadl(), receive.name().id()),
                send == null ? null : new Name(send.name().gpadl(), send.name().id()),
                rndis,
                promised,
                news,
                first);
    }

    /** Goes on as saved; a {@link GuestFault} if a guest of this host cannot have said that. */
    void restore(SavedAdapter saved) {
        Agreement was = saved.agreement();
        NvspVersion version = was.version();
        boolean isSound = (version == null || newest.isAtLeast(version))
                && was.mtu() >= NetVsp.PLAIN_FRAME
                && was.mtu() <= maxFrame
                && (version != null || saved.receive() == null);
        if (!isSound) throw new GuestFault("a saved adapter that this host does not offer");
        agreement = was;
        isConfigured = saved.isConfigured();
        isDescribed = saved.isDescribed();
        restoreBuffers(saved.receive(), saved.send());
    }

    private void restoreBuffers(@Nullable Name receive, @Nullable Name send) {
        if (receive != null) {
            SendReceiveBuffer name = new SendReceiveBuffer(receive.gpadl(), receive.id());
            ReceiveBuffer buffer = new ReceiveBuffer(channel.gpadl(name.gpadl()), name, agreement.mtu());
            if (buffer.capacity() < 1) throw new GuestFault("a saved receive buffer without room");
            receiveBuffer = buffer;
        }
        if (send != null) {
            SendSendBuffer name = new SendSendBuffer(send.gpadl(), send.id());
            sendBuffer = new SendBuffer(channel.gpadl(name.gpadl()), name);
        }
    }

    /** A buffer was taken back. */
    void forget(boolean isReceiveBuffer) {
        if (isReceiveBuffer) receiveBuffer = null;
        else sendBuffer = null;
    }

    /** Whether enough was said for RNDIS to begin; a send buffer is not needed for that. */
    boolean isComplete() {
        NvspVersion version = agreement.version();
        boolean mustConfigure = version == null || version.isAtLeast(NvspVersion.V2);
        return receiveBuffer != null && (isConfigured || !mustConfigure);
    }

    /** Takes a message; returns the answer, null for an empty one. */
    @Nullable
    NvspMessage take(NvspMessage message) {
        NvspVersion version = agreement.version();
        if (version == null) return takeFirst(message);
        return switch (message) {
            case NdisConfig config -> configure(config);
            case NdisVersion ndis -> describe(ndis);
            case SendReceiveBuffer sent -> takeReceiveBuffer(sent);
            case SendSendBuffer sent -> takeSendBuffer(sent);
            default -> throw new GuestFault(message + " during setup");
        };
    }

    private NvspMessage takeFirst(NvspMessage message) {
        if (!(message instanceof Init init)) throw new GuestFault(message + " before a version");
        NvspVersion wanted = NvspVersion.of(init.newest());
        if (wanted == null || !newest.isAtLeast(wanted)) return new InitComplete(-1, MAX_MDL_CHAIN, NvspStatus.NONE);
        agreement = agreement.speaking(wanted);
        return new InitComplete(wanted == NvspVersion.V1 ? wanted.wire() : -1, MAX_MDL_CHAIN, NvspStatus.SUCCESS);
    }

    private @Nullable NvspMessage configure(NdisConfig config) {
        if (isConfigured || receiveBuffer != null) throw new GuestFault(config + " too late");
        isConfigured = true;
        agreement = agreement.configured(config, maxFrame);
        return null;
    }

    private @Nullable NvspMessage describe(NdisVersion ndis) {
        if (isDescribed) throw new GuestFault("a second NDIS version");
        isDescribed = true;
        agreement = agreement.described(ndis);
        return null;
    }

    private NvspMessage takeReceiveBuffer(SendReceiveBuffer sent) {
        if (receiveBuffer != null) throw new GuestFault("a second receive buffer");
        ReceiveBuffer buffer;
        try {
            buffer = new ReceiveBuffer(channel.gpadl(sent.gpadl()), sent, agreement.mtu());
        } catch (GuestFault unknown) {
            return refusedReceiveBuffer();
        }
        boolean isOld = !agreement.isAtLeast(NvspVersion.V4);
        boolean isTooLong = buffer.pages().length() > (isOld ? OLD_RECEIVE_BYTES : RECEIVE_BYTES);
        if (buffer.capacity() < 1 || isTooLong) {
            channel.releaseGpadl(sent.gpadl());
            return refusedReceiveBuffer();
        }
        receiveBuffer = buffer;
        return new ReceiveBufferComplete(
                NvspStatus.SUCCESS, 1, 0, buffer.suballocationBytes(), buffer.count(), buffer.endOffset());
    }

    /** Whether after this answer there is no way on but to begin anew. */
    boolean isBeyondHope(NvspMessage answer) {
        return answer instanceof ReceiveBufferComplete complete && complete.status() != NvspStatus.SUCCESS;
    }

    private static NvspMessage refusedReceiveBuffer() {
        return new ReceiveBufferComplete(NvspStatus.FAILURE, 0, 0, 0, 0, 0);
    }

    private NvspMessage takeSendBuffer(SendSendBuffer sent) {
        if (sendBuffer != null) throw new GuestFault("a second send buffer");
        try {
            sendBuffer = new SendBuffer(channel.gpadl(sent.gpadl()), sent);
        } catch (GuestFault unknown) {
            return new SendBufferComplete(NvspStatus.FAILURE, 0);
        }
        return new SendBufferComplete(NvspStatus.SUCCESS, SendBuffer.SECTION_BYTES);
    }
}
