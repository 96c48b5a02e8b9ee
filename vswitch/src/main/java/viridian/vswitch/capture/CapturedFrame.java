package viridian.vswitch.capture;

import viridian.vswitch.frame.Frame;

/**
 * A frame read back from a capture file.
 *
 * @param number in the file, from 1, as Wireshark counts
 * @param at the interface it was recorded at; of our own recordings, SWITCH/PORT
 * @param comment what its recorder said of it; of our own recordings, what became of it there: in, out, or dropped and why
 * @param frame to keep
 */
public record CapturedFrame(long number, String at, String comment, Frame frame) {}
