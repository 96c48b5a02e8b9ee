package viridian.lab.topology;

/**
 * A virtual network: one virtual switch.
 *
 * @param name unique among the networks
 * @param about what it is for, perhaps empty
 * @param reach how far it reaches
 * @param mtu the longest IP packet it carries, bytes
 * @param hub whether it floods every frame to every port, as before isolation existed
 * @param ageingSeconds how long a learned address is kept after its last frame
 */
public record Network(String name, String about, Reach reach, int mtu, boolean hub, int ageingSeconds) {

    /** Five minutes, the recommended value of IEEE 802.1D-2004 section 7.9.2. */
    public static final int DEFAULT_AGEING_SECONDS = 300;
}
