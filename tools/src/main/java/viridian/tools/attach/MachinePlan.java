package viridian.tools.attach;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import viridian.emulated.proxy.LegacyBoard;
import viridian.vswitch.frame.MacAddress;

/**
 * A QEMU machine with our legacy adapters: all ports that name its directory, each of which is one of its cards.
 *
 * @param megabytes of memory
 * @param cards function 0 first
 */
public record MachinePlan(Path directory, int megabytes, List<Card> cards) {

    private static final int USUAL_MEGABYTES = 256;
    private static final long VENDOR = 0x00155DL << 24;

    /** A card, and the port it is plugged into. */
    public record Card(String port, MacAddress address) {}

    public MachinePlan {
        cards = List.copyOf(cards);
    }

    /**
     * The machine one of these attachments is a card of, with all that are.
     *
     * @param all in the order written
     * @throws IllegalArgumentException with a sentence for the user, if there is no such machine
     */
    public static MachinePlan of(Attachment card, Collection<Attachment> all) {
        Path directory = BoardPlace.of(card).directory();
        List<Attachment> ports =
                all.stream().filter(one -> BoardPlace.isIn(one, directory)).toList();
        requireSlot(directory, ports);
        return new MachinePlan(directory, megabytes(directory, ports), cards(directory, ports));
    }

    private static void requireSlot(Path directory, List<Attachment> ports) {
        if (ports.size() <= LegacyBoard.MOST_FUNCTIONS) return;
        throw new IllegalArgumentException(
                "port '%s': a machine has at most %d legacy adapters, and the one in %s has ports %s; name another directory"
                        .formatted(ports.getLast().name(), LegacyBoard.MOST_FUNCTIONS, directory, names(ports)));
    }

    private static String names(List<Attachment> ports) {
        return ports.stream().map(Attachment::name).collect(Collectors.joining(", "));
    }

    private static int megabytes(Path directory, List<Attachment> ports) {
        OptionalInt said = OptionalInt.empty();
        for (Attachment port : ports) {
            OptionalInt now = BoardPlace.of(port).megabytes();
            if (said.isPresent() && now.isPresent() && !said.equals(now)) {
                throw new IllegalArgumentException(
                        "port '%s': the machine in %s has %s=%d already, and not %d; say it once"
                                .formatted(port.name(), directory, BoardPlace.MEMORY, said.getAsInt(), now.getAsInt()));
            }
            if (now.isPresent()) said = now;
        }
        return said.orElse(USUAL_MEGABYTES);
    }

    private static List<Card> cards(Path directory, List<Attachment> ports) {
        List<Card> cards = new ArrayList<>();
        for (Attachment port : ports) {
            MacAddress address = BoardPlace.of(port).address().orElseGet(() -> derived(directory, cards.size()));
            for (Card other : cards) {
                if (!other.address.equals(address)) continue;
                throw new IllegalArgumentException(
                        "port '%s': %s is the address of port '%s' already, in the same machine; give each its own mac="
                                .formatted(port.name(), address, other.port));
            }
            cards.add(new Card(port.name(), address));
        }
        return cards;
    }

    /** The same at each start, so that a machine is known again; those of one machine follow each other. */
    private static MacAddress derived(Path directory, int function) {
        CRC32 crc = new CRC32();
        crc.update(directory.toString().getBytes(Charset.defaultCharset()));
        return MacAddress.of(VENDOR | ((crc.getValue() + function) & 0xFFFFFF));
    }

    /** The function that is plugged into a port, if one is. */
    public OptionalInt function(String port) {
        for (int function = 0; function < cards.size(); function++) {
            if (cards.get(function).port.equals(port)) return OptionalInt.of(function);
        }
        return OptionalInt.empty();
    }

    /** The ports of its cards, for people. */
    public String ports() {
        return cards.stream().map(card -> "'" + card.port + "'").collect(Collectors.joining(", "));
    }

    /**
     * Makes sure that a port can be the cable of a card that was made before.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it asks for another card
     */
    public void requireCard(Attachment port) {
        OptionalInt function = function(port.name());
        if (function.isEmpty()) {
            throw new IllegalArgumentException(
                    "port '%s': the machine in %s has its cards already, ports %s, and takes no more; name another directory, or end the switch and name all ports of the machine when it starts"
                            .formatted(port.name(), directory, ports()));
        }
        BoardPlace asked = BoardPlace.of(port);
        MacAddress address = cards.get(function.getAsInt()).address;
        Optional<MacAddress> other = asked.address().filter(one -> !one.equals(address));
        if (other.isPresent()) {
            throw new IllegalArgumentException(
                    "port '%s': its card has the address %s, and cannot get %s while its machine is there"
                            .formatted(port.name(), address, other.get()));
        }
        if (asked.megabytes().orElse(megabytes) == megabytes) return;
        throw new IllegalArgumentException("port '%s': its machine has %s=%d, and cannot get %d while it is there"
                .formatted(
                        port.name(),
                        BoardPlace.MEMORY,
                        megabytes,
                        asked.megabytes().getAsInt()));
    }
}
