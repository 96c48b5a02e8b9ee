package viridian.synthetic.guest;

import viridian.partitions.GuestMemory;
import viridian.synthetic.nvsp.NvspVersion;

/**
 * What a guest's driver asks for.
 *
 * @param newest the newest version it tries; it goes on to older ones if the host does not speak that
 * @param maxFrame the longest frame it wants to carry, Ethernet header included, in bytes: 1514, up to 9014
 * @param ringBytes of each of a channel's two rings, control page included; whole pages
 * @param receiveBytes of memory for frames that come, whole pages; a frame takes its agreed greatest length and 292
 * @param sendBytes of memory for frames that go, whole pages; 0 for a driver without send buffer, which has the host read
 *     every frame from pages of its own
 * @param largeBytes of memory on each channel for frames longer than a section of the send buffer, whole pages, and as much
 *     again for large sends
 * @param queues channels it wants to spread its frames over; the host may grant fewer. With more than one the receiver is
 *     called by several processors of the guest, one for each channel
 * @param offloads whether checksums, large sends and the joining of received segments are left to the host as far as it
 *     offers that
 * @param isOfFirstDrivers whether it describes itself as drivers of 2008 did, as NDIS 5.0
 */
public record NetVscSettings(
        NvspVersion newest,
        int maxFrame,
        int ringBytes,
        int receiveBytes,
        int sendBytes,
        int largeBytes,
        int queues,
        boolean offloads,
        boolean isOfFirstDrivers) {

    /** A driver of today with buffers much smaller than usual, so that many adapters fit into a small guest. */
    public static final NetVscSettings SMALL =
            new NetVscSettings(NvspVersion.V6_1, 1514, 17 * 4096, 1 << 20, 512 * 1024, 8 * 17 * 4096, 1, true, false);

    /** The first driver there was: version 1, no send buffer, nothing offloaded. */
    public static final NetVscSettings FIRST =
            new NetVscSettings(NvspVersion.V1, 1514, 17 * 4096, 1 << 20, 0, 64 * 4096, 1, false, true);

    public NetVscSettings {
        if (queues < 1) throw new IllegalArgumentException("a driver without channel drives nothing");
        if (sendBytes == 0 && largeBytes == 0) throw new IllegalArgumentException("nowhere to send frames from");
    }

    public NetVscSettings withNewest(NvspVersion newest) {
        return new NetVscSettings(
                newest, maxFrame, ringBytes, receiveBytes, sendBytes, largeBytes, queues, offloads, isOfFirstDrivers);
    }

    public NetVscSettings withMaxFrame(int maxFrame) {
        return new NetVscSettings(
                newest, maxFrame, ringBytes, receiveBytes, sendBytes, largeBytes, queues, offloads, isOfFirstDrivers);
    }

    public NetVscSettings withRingBytes(int ringBytes) {
        return new NetVscSettings(
                newest, maxFrame, ringBytes, receiveBytes, sendBytes, largeBytes, queues, offloads, isOfFirstDrivers);
    }

    public NetVscSettings withBuffers(int receiveBytes, int sendBytes) {
        return new NetVscSettings(
                newest, maxFrame, ringBytes, receiveBytes, sendBytes, largeBytes, queues, offloads, isOfFirstDrivers);
    }

    public NetVscSettings withLargeBytes(int largeBytes) {
        return new NetVscSettings(
                newest, maxFrame, ringBytes, receiveBytes, sendBytes, largeBytes, queues, offloads, isOfFirstDrivers);
    }

    public NetVscSettings withQueues(int queues) {
        return new NetVscSettings(
                newest, maxFrame, ringBytes, receiveBytes, sendBytes, largeBytes, queues, offloads, isOfFirstDrivers);
    }

    public NetVscSettings withOffloads(boolean offloads) {
        return new NetVscSettings(
                newest, maxFrame, ringBytes, receiveBytes, sendBytes, largeBytes, queues, offloads, isOfFirstDrivers);
    }

    /** Bytes of guest memory the driver takes at most: rings, buffers, places for long frames, a page to ask questions in. */
    public long memoryBytes() {
        return queues * 2L * (ringBytes + largeBytes) + receiveBytes + sendBytes + GuestMemory.PAGE_BYTES;
    }
}
