package viridian.vswitch.acl;

import viridian.vswitch.packet.IpProtocol;

/**
 * One rule of a port's access list, as Hyper-V's Add-VMNetworkAdapterAcl and Add-VMNetworkAdapterExtendedAcl say it.
 * Local is the guest behind the port, remote whoever it talks with, inbound is to the guest.
 *
 * @param action what becomes of the frames that match
 * @param direction which way they go
 * @param local what is asked of the guest's side
 * @param remote what is asked of the other side
 * @param protocol the number of what the IP packet carries, behind all extension headers; {@link #ANY_PROTOCOL} for any
 * @param weight 0 to 65535: of the rules that match, the one with the largest weight decides
 * @param idleSeconds for a stateful rule, how long a connection it lets pass is remembered after its last frame, so that
 *     answers pass as well: 1 to 65535 seconds; 0 for a rule that remembers nothing
 */
public record AclRule(
        Action action, Direction direction, Side local, Side remote, int protocol, int weight, int idleSeconds) {

    public static final int ANY_PROTOCOL = -1;

    /** Our choice: routers that translate addresses mostly wait longer for TCP, and shorter for UDP. */
    public static final int DEFAULT_IDLE_SECONDS = 240;

    /** @throws IllegalArgumentException if no frame could match the rule, or it asks what it cannot know */
    public AclRule {
        require(protocol >= ANY_PROTOCOL && protocol <= 255, "IP protocols are 0 to 255, not " + protocol);
        require(weight >= 0 && weight <= 0xFFFF, "weights are 0 to 65535, not " + weight);
        require(idleSeconds >= 0 && idleSeconds <= 0xFFFF, "timeouts are 1 to 65535 seconds, not " + idleSeconds);
        boolean oneVersion = local.version() == 0 || remote.version() == 0 || local.version() == remote.version();
        require(oneVersion, "one address is IPv4 and the other IPv6, so no packet has both");
        boolean ported = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
        require(ported || !(local.asksPorts() || remote.asksPorts()), "a port needs protocol=tcp or protocol=udp");
        boolean asksIp = local.isIp() || remote.isIp();
        require(action != Action.METER || asksIp, "a meter needs an IP address: local=... or remote=..., perhaps any");
        require(action != Action.METER || idleSeconds == 0, "a meter lets nothing pass, so it cannot be stateful");
    }

    private static void require(boolean fits, String otherwise) {
        if (!fits) throw new IllegalArgumentException(otherwise);
    }

    /** A rule for every frame: the others are made from it. */
    public static AclRule of(Action action, Direction direction) {
        Side all = action == Action.METER ? Side.ANY.withAnyIp() : Side.ANY;
        return new AclRule(action, direction, Side.ANY, all, ANY_PROTOCOL, 0, 0);
    }

    /**
     * Reads a rule as people write it, and as {@link #toString} does: {@code deny inbound protocol=tcp remote=10.0.0.0/8
     * local-port=22-23 weight=10}.
     *
     * @throws IllegalArgumentException if the text is no rule, with a sentence that names the word
     */
    public static AclRule parse(String text) {
        return AclText.read(text);
    }

    public boolean isStateful() {
        return idleSeconds > 0;
    }

    /** Whether only IP packets match. */
    boolean asksIp() {
        return local.isIp() || remote.isIp() || protocol != ANY_PROTOCOL;
    }

    /** Whether packets of an IP version can match. */
    boolean allowsVersion(int version) {
        int only = version();
        return only == 0 || only == version;
    }

    /** 4 or 6 if only packets of that version match, else 0. */
    private int version() {
        return Math.max(local.version(), remote.version());
    }

    /** How many bits of the addresses are asked: of two rules of one weight, the more exact comes first. */
    int addressBits() {
        return local.addressBits() + remote.addressBits();
    }

    /** Whether every frame that goes one way and matches another rule matches this one as well. */
    boolean covers(AclRule other, Direction way) {
        if (!direction.includes(way)) return false;
        if (asksIp() && !other.asksIp()) return false;
        if (version() != 0 && version() != other.version()) return false;
        if (protocol != ANY_PROTOCOL && protocol != other.protocol) return false;
        return local.covers(other.local) && remote.covers(other.remote);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return AclText.write(this);
    }
}
