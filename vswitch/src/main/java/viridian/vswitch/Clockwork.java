package viridian.vswitch;

/** Something that acts by time: a protocol that sends, waits and gives up. It reads no clock of its own. */
public interface Clockwork {

    /**
     * Does what is due. Called about ten times a second by whoever runs the switch.
     *
     * @param nowNanos the switch's clock
     */
    void tick(long nowNanos);
}
