package viridian.lab.check;

/**
 * One thing that was seen.
 *
 * @param packet its number in the capture file, counted from 1 as Wireshark does; 0 if it is no frame
 * @param sentence one line for people, which names the frame
 */
public record Evidence(long packet, String sentence) {

    static Evidence of(String sentence) {
        return new Evidence(0, sentence);
    }

    @Override
    public String toString() {
        return sentence;
    }
}
