package viridian.vswitch;

/**
 * One extension's settings for a port, such as its list of access rules: an immutable record. A port has at most one of each
 * class.
 */
public interface PortFeature {}
