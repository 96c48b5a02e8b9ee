package viridian.lab.service;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What client and server agree on for one file.
 *
 * @param blockBytes of each packet but the last (RFC 2348)
 * @param seconds until a packet is sent again (RFC 2349)
 * @param taken what the server says it has taken; empty if the client asked for nothing known
 */
record TftpOptions(int blockBytes, int seconds, Map<String, Long> taken) {

    /** What is sent without fragments on an ordinary link: 1500 bytes less the headers of IPv4, UDP and TFTP. */
    static final int MOST_BLOCK_BYTES = 1468;

    private static final int LEAST_BLOCK_BYTES = 8;
    private static final int MOST_WISHED_BYTES = 65_464;
    private static final int DEFAULT_SECONDS = 1;
    private static final int MOST_SECONDS = 255;

    TftpOptions {
        taken = Map.copyOf(taken);
    }

    /** What comes of a client's wishes; one that makes no sense is passed over, as RFC 2347 has it. */
    static TftpOptions agree(Map<String, String> wishes, long fileBytes) {
        int block = TftpWire.DEFAULT_BLOCK_BYTES;
        int seconds = DEFAULT_SECONDS;
        Map<String, Long> taken = new LinkedHashMap<>();
        for (Map.Entry<String, String> wish : wishes.entrySet()) {
            String name = wish.getKey().toLowerCase(Locale.ROOT);
            long value = TftpWire.number(wish.getValue()).orElse(-1L);
            if (name.equals(TftpWire.BLOCK_BYTES) && value >= LEAST_BLOCK_BYTES && value <= MOST_WISHED_BYTES) {
                block = (int) Math.min(value, MOST_BLOCK_BYTES);
                taken.put(name, (long) block);
            } else if (name.equals(TftpWire.SECONDS) && value >= 1 && value <= MOST_SECONDS) {
                seconds = (int) value;
                taken.put(name, value);
            } else if (name.equals(TftpWire.FILE_BYTES) && value >= 0) {
                taken.put(name, fileBytes);
            }
        }
        return new TftpOptions(block, seconds, taken);
    }
}
