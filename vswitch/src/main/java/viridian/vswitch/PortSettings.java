package viridian.vswitch;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;

/**
 * What an administrator says about a port.
 *
 * @param name of the port, one of a kind on its switch
 * @param role what the port leads to
 * @param vlan how it deals with VLANs
 * @param maxFrame the longest frame it carries, bytes without tag and check sequence: 1514, or 9014 for jumbo frames;
 *     an adapter that carries less sets a lower limit
 * @param address a guest's only address; {@link MacAddress#NONE} stands for its adapter's own
 * @param foreignSources whether a guest may use other addresses than its own (MacAddressSpoofing): they are learned, and
 *     unknown unicast goes there
 * @param priorityTag whether the priority in a tag is kept, coming in and going out (IeeePriorityTag); otherwise it is reset
 *     to 0
 * @param isolated whether the port is kept apart from the other ports of which this is said
 * @param addressLimit how many addresses are learned here at most, 0 for any number; frames of further ones are forwarded
 * @param features what extensions are to do here
 */
public record PortSettings(
        String name,
        Role role,
        VlanMode vlan,
        int maxFrame,
        MacAddress address,
        boolean foreignSources,
        boolean priorityTag,
        boolean isolated,
        int addressLimit,
        Map<Class<? extends PortFeature>, PortFeature> features) {

    /** An Ethernet frame with 1500 bytes of payload (IEEE 802.3 section 3.2.7). */
    public static final int STANDARD_FRAME = 1514;

    public PortSettings {
        if (name.isBlank()) throw new IllegalArgumentException("a port needs a name");
        if (address.isGroup()) throw new IllegalArgumentException(address + " is a group address, no adapter has it");
        if (addressLimit < 0) throw new IllegalArgumentException("a port cannot learn " + addressLimit + " addresses");
        features = Map.copyOf(features);
    }

    private PortSettings(String name, Role role) {
        this(name, role, new VlanMode.Untagged(), STANDARD_FRAME, MacAddress.NONE, false, false, false, 0, Map.of());
    }

    /** A guest's port: untagged, 1514 bytes, with its adapter's own address. */
    public static PortSettings guest(String name) {
        return new PortSettings(name, Role.GUEST);
    }

    /** A port to further stations: untagged, 1514 bytes. */
    public static PortSettings network(String name) {
        return new PortSettings(name, Role.NETWORK);
    }

    public PortSettings withVlan(VlanMode mode) {
        return new PortSettings(
                name, role, mode, maxFrame, address, foreignSources, priorityTag, isolated, addressLimit, features);
    }

    public PortSettings withMaxFrame(int bytes) {
        return new PortSettings(
                name, role, vlan, bytes, address, foreignSources, priorityTag, isolated, addressLimit, features);
    }

    public PortSettings withAddress(MacAddress guest) {
        return new PortSettings(
                name, role, vlan, maxFrame, guest, foreignSources, priorityTag, isolated, addressLimit, features);
    }

    public PortSettings withForeignSources(boolean allowed) {
        return new PortSettings(
                name, role, vlan, maxFrame, address, allowed, priorityTag, isolated, addressLimit, features);
    }

    public PortSettings withPriorityTag(boolean kept) {
        return new PortSettings(
                name, role, vlan, maxFrame, address, foreignSources, kept, isolated, addressLimit, features);
    }

    public PortSettings withIsolated(boolean apart) {
        return new PortSettings(
                name, role, vlan, maxFrame, address, foreignSources, priorityTag, apart, addressLimit, features);
    }

    public PortSettings withAddressLimit(int addresses) {
        return new PortSettings(
                name, role, vlan, maxFrame, address, foreignSources, priorityTag, isolated, addresses, features);
    }

    /** With a feature, in place of one of the same class. */
    public PortSettings with(PortFeature feature) {
        return withFeatures(
                Stream.concat(otherThan(feature.getClass()), Stream.of(feature)).toList());
    }

    /** Without the feature of a class, if there is one. */
    public PortSettings without(Class<? extends PortFeature> feature) {
        return withFeatures(otherThan(feature).toList());
    }

    private Stream<PortFeature> otherThan(Class<? extends PortFeature> feature) {
        return features.values().stream().filter(other -> other.getClass() != feature);
    }

    private PortSettings withFeatures(Collection<PortFeature> some) {
        Map<Class<? extends PortFeature>, PortFeature> byClass =
                some.stream().collect(Collectors.toMap(PortFeature::getClass, feature -> feature));
        return new PortSettings(
                name, role, vlan, maxFrame, address, foreignSources, priorityTag, isolated, addressLimit, byClass);
    }

    /** The feature of a class, or null. */
    public <T extends PortFeature> @Nullable T feature(Class<T> feature) {
        return feature.cast(features.get(feature));
    }
}
