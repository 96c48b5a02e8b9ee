package viridian.vswitch.nic.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the host itself says on an interface: its IP addresses, the routes that hang on them, and whether it speaks ARP
 * and IPv6 there at all. An object of this class is the memory of how an interface was found, so that it can be given
 * back so. It speaks of the network namespace this process was started in.
 *
 * @param interfaceName whose they are
 * @param addresses each as the words behind {@code ip address replace}, the address first
 * @param routes each as the words behind {@code ip route replace}, with -4 or -6 in front
 * @param arp whether the host spoke ARP
 * @param ipv6 whether IPv6 was enabled
 */
public record HostAddresses(
        String interfaceName, List<String> addresses, List<String> routes, boolean arp, boolean ipv6) {

    public HostAddresses {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** How the interface is now. */
    public static HostAddresses of(String interfaceName) throws IOException {
        try (Link link = Link.open(interfaceName)) {
            List<String> addresses = IpListing.addresses(Command.ip("-o", "address", "show", "dev", interfaceName));
            List<String> routes = new ArrayList<>(routes("-4", interfaceName));
            routes.addAll(routes("-6", interfaceName));
            return new HostAddresses(interfaceName, addresses, routes, link.speaksArp(), speaksIpv6(interfaceName));
        }
    }

    private static List<String> routes(String family, String interfaceName) throws IOException {
        String listing = Command.ip(family, "route", "show", "table", "all", "dev", interfaceName);
        return IpListing.routes(listing).stream()
                .map(route -> family + " " + route)
                .toList();
    }

    /** The bare addresses with their prefix lengths, as a person reads them. */
    public List<String> plain() {
        return addresses.stream().map(words -> words.replaceFirst(" .*", "")).toList();
    }

    /**
     * Silences the host on this interface: no address, no ARP, no IPv6. The interface stays up.
     *
     * @return closing it gives everything back; it may be closed twice
     */
    public Taken takeOver() throws IOException {
        Taken taken = new Taken();
        try (Link link = Link.open(interfaceName)) {
            speakIpv6(interfaceName, false);
            link.speakArp(false);
            Command.ip("address", "flush", "dev", interfaceName);
            return taken;
        } catch (IOException e) {
            taken.closeAfter(e);
            throw e;
        }
    }

    /**
     * Makes the interface as it was when this was written down.
     *
     * @throws IOException if something could not be given back; everything else has been
     */
    public void giveBack() throws IOException {
        try (Link link = Link.open(interfaceName)) {
            link.speakArp(arp);
        }
        speakIpv6(interfaceName, ipv6);
        List<String> failures = new ArrayList<>();
        for (String address : addresses) attempt(failures, "address replace " + address);
        // Gateways can be named only after the networks they stand in can be reached.
        Stream<String> near = routes.stream().filter(route -> !route.contains(" via "));
        Stream<String> far = routes.stream().filter(route -> route.contains(" via "));
        Stream.concat(near, far).forEach(route -> attempt(failures, withFamilyFirst(route)));
        if (!failures.isEmpty()) throw new IOException(String.join("; ", failures));
    }

    private static String withFamilyFirst(String route) {
        return route.substring(0, 2) + " route replace" + route.substring(2);
    }

    private void attempt(List<String> failures, String words) {
        try {
            String[] command = (words + " dev " + interfaceName).split(" ");
            Command.ip(command);
        } catch (IOException e) {
            failures.add(e.getMessage());
        }
    }

    private static boolean speaksIpv6(String interfaceName) throws IOException {
        Path off = ipv6Switch(interfaceName);
        return Files.exists(off) && Files.readString(off).strip().equals("0");
    }

    private static void speakIpv6(String interfaceName, boolean on) throws IOException {
        Path off = ipv6Switch(interfaceName);
        if (Files.exists(off)) Files.writeString(off, on ? "0" : "1");
    }

    private static Path ipv6Switch(String interfaceName) {
        return Path.of("/proc/sys/net/ipv6/conf", interfaceName, "disable_ipv6");
    }

    /** A silenced interface, until it is closed. */
    public final class Taken implements AutoCloseable {

        private boolean given;

        private Taken() {}

        /** Gives the addresses back. */
        @Override
        public synchronized void close() throws IOException {
            if (given) return;
            given = true;
            giveBack();
        }

        private void closeAfter(IOException cause) {
            try {
                close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
