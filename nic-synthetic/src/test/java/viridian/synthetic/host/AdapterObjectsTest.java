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
import viridian.synthetic.rndis.RndisMessage;
import viridian.synthetic.rndis.RndisOid;
import viridian.synthetic.rndis.RndisStatus;
import viridian.vswitch.frame.MacAddress;

class AdapterObjectsTest {

    private static final MacAddress OWN = MacAddress.parse("00-15-5D-01-02-03");

    private final PacketFilter filter = new PacketFilter(OWN);
    private final AdapterObjects objects = new AdapterObjects(OWN, 9014, filter, true);

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
        objects.link(false);
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
        assertNull(objects.query(RndisOid.RECEIVE_SCALE_CAPABILITIES, RndisMessage.NOTHING));
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
        assertEquals(offloads("a7 01 70 00", 112), offload("a7 01 70 00"));
        assertEquals(offloads("a7 02 90 00", 144), offload("a7 02 90 00"));
        assertEquals(offloads("a7 03 9c 00", 156), offload("a7 03 9c 00"));
        assertEquals(offloads("a7 03 9c 00", 156), offload("a7 05 b4 00"));
        assertEquals(offloads("a7 01 70 00", 112), offload(""));
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

    private String offload(String asked) {
        MemorySegment value = objects.query(RndisOid.OFFLOAD_HARDWARE_CAPABILITIES, Bytes.of(asked));
        assertNotNull(value);
        return Bytes.text(value);
    }

    private static String offloads(String header, int length) {
        return Bytes.text(Bytes.padded(header, length));
    }
}
