package viridian.synthetic.guest;

import viridian.synthetic.nvsp.NvspVersion;

/**
 * What a guest's driver asks for.
 *
 * @param newest the newest version it tries; it goes on to older ones if the host does not speak that
 * @param maxFrame the longest frame it wants to carry, Ethernet header included, in bytes: 1514, up to 9014
 * @param ringBytes of each of the channel's two rings, control page included; whole pages
 * @param receiveBytes of memory for frames that come, whole pages; a frame takes its agreed greatest length and 292
 * @param sendBytes of memory for frames that go, whole pages
 */
public record NetVscSettings(NvspVersion newest, int maxFrame, int ringBytes, int receiveBytes, int sendBytes) {

    /** A driver of today with buffers much smaller than usual, so that many adapters fit into a small guest. */
    public static final NetVscSettings SMALL = new NetVscSettings(NvspVersion.V6, 1514, 17 * 4096, 1 << 20, 512 * 1024);

    public NetVscSettings withNewest(NvspVersion newest) {
        return new NetVscSettings(newest, maxFrame, ringBytes, receiveBytes, sendBytes);
    }

    public NetVscSettings withMaxFrame(int maxFrame) {
        return new NetVscSettings(newest, maxFrame, ringBytes, receiveBytes, sendBytes);
    }

    public NetVscSettings withRingBytes(int ringBytes) {
        return new NetVscSettings(newest, maxFrame, ringBytes, receiveBytes, sendBytes);
    }

    public NetVscSettings withBuffers(int receiveBytes, int sendBytes) {
        return new NetVscSettings(newest, maxFrame, ringBytes, receiveBytes, sendBytes);
    }
}
