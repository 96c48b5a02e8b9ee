package viridian.vswitch.team;

/**
 * Where the network finds whom: each part of the stations has a member that speaks for it, and one member hears what is for
 * everybody. Immutable.
 *
 * @param buckets which member speaks for a part of the stations
 * @param ear the place of the member that takes group frames, or {@link Buckets#NOBODY}
 */
record Homes(Buckets buckets, int ear) {}
