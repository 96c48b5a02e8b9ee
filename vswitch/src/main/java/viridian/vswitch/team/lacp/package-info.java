/**
 * The Link Aggregation Control Protocol (IEEE 802.1AX-2008 chapter 5): how two systems agree which of the links between
 * them carry frames together. No thread and no clock; knows {@code frame} only.
 */
@NullMarked
package viridian.vswitch.team.lacp;

import org.jspecify.annotations.NullMarked;
