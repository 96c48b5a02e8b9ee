package viridian.vswitch.acl;

/**
 * How often a rule has matched so far.
 *
 * @param frames that it allowed, denied or metered
 * @param bytes of these frames, without tag and check sequence
 */
public record RuleCount(AclRule rule, long frames, long bytes) {}
