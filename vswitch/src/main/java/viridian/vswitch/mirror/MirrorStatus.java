package viridian.vswitch.mirror;

/**
 * A session as an administrator is shown it.
 *
 * @param copies frames that left by the destination for it
 */
public record MirrorStatus(MirrorSession session, long copies) {}
