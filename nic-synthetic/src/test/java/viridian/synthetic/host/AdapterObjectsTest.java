package viridian.synthetic.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import viridian.partitions.LittleEndian;
import viridian.synthetic.Bytes;
import viridian.synthetic.ndis.NdisOffload;
import viridian.synthetic.ndis.OffloadEncapsulation;
import viridian.synthetic.ndis.OffloadParameters;
import viridian.synthetic.nvsp.NvspMessage;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisStatus;
import viridian.synthetic.rss.HashTypes;
import viridian.synthetic.rss.RssParameters;
import viridian.vswitch.frame.MacAddress;

class AdapterObjectsTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");

    private static final Agreement TODAY = new Agreement(NvspVersion.V6, 9014, 0x2C, 6, 30);

    private final NetVsp adapter = new NetVsp(OWN, 9014);
    private final PacketFilter filter = new PacketFilter(OWN, isNothingWanted -> {});
    private final AdapterObjects objects = objects(TODAY);

    private AdapterObjects objects(Agreement agreed) {
        return new AdapterObjects(adapter, agreed, filter, TaskOffloads.of(agreed, true), () -> 4);
    }

    @Test
    void whatLinuxAsksIsAnsweredInTheLengthItExpects() {
        assertEquals("28 23 00 00", query(RndisOid.MAXIMUM_FRAME_SIZE));
        assertEquals("36 23 00 00", query(RndisOid.MAXIMUM_TOTAL_SIZE));
        assertEquals("00 15 5d 01 02 03", query(RndisOid.PERMANENT_ADDRESS));
        assertEquals("00 15 5d 01 02 03", query(RndisOid.CURRENT_ADDRESS));
        assertEquals("00 e1 f5 05", query(RndisOid.LINK_SPEED));
        assertEquals("00 00 00 00", query(RndisOid.MEDIA_CONNECT_STATUS));
        assertEquals("4d 02 00 00", query(RndisOid.MAC_OPTIONS));
        assertEquals("5d 15 00 00", query(RndisOid.VENDOR_ID));
        assertEquals("00 01", query(RndisOid.VENDOR_DRIVER_VERSION));
        assertEquals("00 e4 0b 54 02 00 00 00 00 e4 0b 54 02 00 00 00", query(RndisOid.MAX_LINK_SPEED));
    }

    @Test
    void theLinkHasAState() {
        String up = "80 01 28 00 01 00 00 00 02 00 00 00 00 00 00 00 00 e4 0b 54 02 00 00 00 00 e4 0b 54 02 00 00 00"
                + " 00 00 00 00 00 00 00 00";
        assertEquals(up, query(RndisOid.LINK_STATE));
        adapter.link(false);
        assertEquals(up.replaceFirst("28 00 01", "28 00 02"), query(RndisOid.LINK_STATE));
        assertEquals("01 00 00 00", query(RndisOid.MEDIA_CONNECT_STATUS));
    }

    @Test
    void everySupportedObjectIsThereOneWayOrTheOther() {
        MemorySegment list = objects.query(RndisOid.SUPPORTED_LIST, RndisMessage.NOTHING);
        assertNotNull(list);
        for (long at = 0; at < list.byteSize(); at += 4) {
            int oid = LittleEndian.i32(list, at);
            boolean isThere = objects.query(oid, RndisMessage.NOTHING) != null
                    || objects.set(oid, RndisMessage.NOTHING) != RndisStatus.NOT_SUPPORTED;
            assertEquals(true, isThere, Integer.toHexString(oid));
        }
    }

    @Test
    void unknownObjectsAreNot() {
        AdapterObjects old = objects(new Agreement(NvspVersion.V4, 1514, 0, 6, 1));
        assertNull(old.query(RndisOid.RECEIVE_SCALE_CAPABILITIES, RndisMessage.NOTHING));
        assertNull(objects.query(0xFF00_0001, RndisMessage.NOTHING));
        assertEquals(RndisStatus.NOT_SUPPORTED, objects.set(RndisOid.LINK_SPEED, RndisMessage.NOTHING));
    }

    @Test
    void theFilterIsSetAndAskedFor() {
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.CURRENT_PACKET_FILTER, Bytes.of("0d 00 00 00")));
        assertEquals("0d 00 00 00", query(RndisOid.CURRENT_PACKET_FILTER));
        assertEquals(0x0D, filter.wanted());
    }

    @Test
    void offloadObjectsHaveTheRevisionAskedFor() {
        assertEquals("a7 01 70 00", offload("a7 01 70 00", 112));
        assertEquals("a7 02 90 00", offload("a7 02 90 00", 144));
        assertEquals("a7 03 9c 00", offload("a7 03 9c 00", 156));
        assertEquals("a7 03 9c 00", offload("a7 05 b4 00", 156));
        assertEquals("a7 01 70 00", offload("", 112));
    }

    @Test
    void theFirstHostTakesNoWork() {
        TaskOffloads none = TaskOffloads.of(new Agreement(NvspVersion.V1, 1514, 0, 5, 0), true);
        assertEquals(NdisOffload.NOTHING, none.supported());
        assertEquals(NdisOffload.NOTHING, TaskOffloads.of(TODAY, false).supported(), "a host that is not to take any");
    }

    @Test
    void whatIsSwitchedOnIsDoneAndNothingElse() {
        assertEquals(NdisOffload.NOTHING, current());
        OffloadParameters tcp = new OffloadParameters(1, 4, 0, 2, 0, 0, 2, 0, 2, 2);
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.OFFLOAD_PARAMETERS, tcp.bytes(false)));
        int options = NdisOffload.IP_OPTIONS | NdisOffload.TCP_OPTIONS;
        int on = NdisOffload.TCP | options;
        assertEquals(new NdisOffload(on, on, on, 0, 0xF53C, 0, false, false), current(), "no coalescing before 6.1");
        OffloadParameters off = new OffloadParameters(0, 3, 0, 1, 0, 0, 1, 0, 0, 0);
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.OFFLOAD_PARAMETERS, off.bytes(false)));
        assertEquals(new NdisOffload(0, on, 0, 0, 0, 0, false, false), current());
    }

    @Test
    void coalescingIsForThoseWhoAgreedOnIt() {
        Agreement agreed = new Agreement(NvspVersion.V6_1, 1514, NvspMessage.NdisConfig.COALESCING, 6, 30);
        assertEquals(true, TaskOffloads.of(agreed, true).supported().ipv4Coalescing());
        assertEquals(false, TaskOffloads.of(TODAY, true).supported().ipv4Coalescing());
    }

    @Test
    void encapsulationSwitchesAllThereIs() {
        MemorySegment on = new OffloadEncapsulation(OffloadEncapsulation.ON, OffloadEncapsulation.ON).bytes();
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.OFFLOAD_ENCAPSULATION, on));
        assertEquals(supported(), current());
        assertEquals(Bytes.text(on), query(RndisOid.OFFLOAD_ENCAPSULATION));
        MemorySegment off = new OffloadEncapsulation(OffloadEncapsulation.OFF, OffloadEncapsulation.OFF).bytes();
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.OFFLOAD_ENCAPSULATION, off));
        assertEquals(NdisOffload.NOTHING, current());
        LittleEndian.putI32(on, 8, 1);
        assertEquals(RndisStatus.NOT_SUPPORTED, objects.set(RndisOid.OFFLOAD_ENCAPSULATION, on), "not Ethernet");
        assertEquals(RndisStatus.INVALID_LENGTH, objects.set(RndisOid.OFFLOAD_ENCAPSULATION, Bytes.of("a8 01 1c 00")));
    }

    private NdisOffload supported() {
        return TaskOffloads.of(TODAY, true).supported();
    }

    private NdisOffload current() {
        MemorySegment value = objects.query(RndisOid.OFFLOAD_CURRENT_CONFIG, Bytes.of("a7 03 9c 00"));
        assertNotNull(value);
        NdisOffload current = NdisOffload.read(value);
        assertNotNull(current);
        return current;
    }

    @Test
    void spreadingHasCapabilitiesAndParameters() {
        assertEquals("88 02 12 00 01 1b 00 00 01 00 00 00 08 00 00 00 80 00", query(0x00010203));
        int[] table = {0, 1, 2, 3};
        RssParameters wish = new RssParameters(0, HashTypes.TOEPLITZ | HashTypes.ALL, table, new byte[40]);
        assertNull(objects.spreading());
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.RECEIVE_SCALE_PARAMETERS, wish.bytes()));
        assertNotNull(objects.spreading());
        table[3] = 4;
        assertEquals(RndisStatus.INVALID_DATA, objects.set(RndisOid.RECEIVE_SCALE_PARAMETERS, wish.bytes()));
        table[3] = 3;
        RssParameters off = new RssParameters(RssParameters.DISABLE, wish.hashInfo(), table, new byte[40]);
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.RECEIVE_SCALE_PARAMETERS, off.bytes()));
        assertNull(objects.spreading());
    }

    @Test
    void driversOfLaterInterfacesKnowMore() {
        int oldest = supported(new Agreement(NvspVersion.V1, 1514, 0, 5, 0));
        int later = supported(new Agreement(NvspVersion.V4, 1514, 0, 6, 1));
        int today = supported(TODAY);
        assertEquals(oldest + 4 * 8, later);
        assertEquals(later + 4 * 2, today);
    }

    private int supported(Agreement agreed) {
        MemorySegment list = objects(agreed).query(RndisOid.SUPPORTED_LIST, RndisMessage.NOTHING);
        assertNotNull(list);
        return (int) list.byteSize();
    }

    @Test
    void bytesAreCountedAsTheGuestSeesThem() {
        adapter.counters().countReceived(1, 60);
        adapter.counters().countSent(2, 1514);
        assertEquals("3c 00 00 00 00 00 00 00", query(RndisOid.BYTES_TRANSMITTED));
        assertEquals("ea 05 00 00 00 00 00 00", query(RndisOid.BYTES_RECEIVED));
        assertEquals("02 00 00 00", query(RndisOid.RECEIVE_OK));
    }

    @Test
    void offloadParametersAreTakenButNotOldLargeSends() {
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.OFFLOAD_PARAMETERS, Bytes.padded("80 03 1c 00", 28)));
        assertEquals(
                RndisStatus.NOT_SUPPORTED,
                objects.set(RndisOid.OFFLOAD_PARAMETERS, Bytes.padded("80 03 1c 00 00 00 00 00 00 02", 28)));
        assertEquals(
                RndisStatus.INVALID_DATA, objects.set(RndisOid.OFFLOAD_PARAMETERS, Bytes.padded("81 03 1c 00", 28)));
    }

    @Test
    void settingsOfTheRegistryAreTakenButNotANewAddress() {
        assertEquals(RndisStatus.SUCCESS, objects.set(RndisOid.CONFIG_PARAMETER, parameter("*IPChecksumOffloadIPv4")));
        assertEquals(RndisStatus.NOT_SUPPORTED, objects.set(RndisOid.CONFIG_PARAMETER, parameter("NetworkAddress")));
        MemorySegment outside = parameter("NetworkAddress");
        LittleEndian.putI32(outside, 0, 21);
        assertEquals(RndisStatus.INVALID_DATA, objects.set(RndisOid.CONFIG_PARAMETER, outside));
    }

    private static MemorySegment parameter(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_16LE);
        MemorySegment value = MemorySegment.ofArray(new byte[20 + text.length]);
        LittleEndian.putI32(value, 0, 20);
        LittleEndian.putI32(value, 4, text.length);
        MemorySegment.copy(text, 0, value, ValueLayout.JAVA_BYTE, 20, text.length);
        return value;
    }

    private String query(int oid) {
        MemorySegment value = objects.query(oid, RndisMessage.NOTHING);
        assertNotNull(value);
        return Bytes.text(value);
    }

    /** The header of what is answered. */
    private String offload(String asked, int length) {
        MemorySegment value = objects.query(RndisOid.OFFLOAD_HARDWARE_CAPABILITIES, Bytes.of(asked));
        assertNotNull(value);
        assertEquals(length, value.byteSize());
        return Bytes.text(value.asSlice(0, 4));
    }
}
