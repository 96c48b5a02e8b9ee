package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static viridian.vswitch.multicast.Talk.SECOND;
import static viridian.vswitch.multicast.Talk.ip;
import static viridian.vswitch.multicast.Talk.told;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import viridian.vswitch.multicast.GroupMessage.Broken;
import viridian.vswitch.multicast.GroupMessage.Foreign;
import viridian.vswitch.multicast.GroupMessage.Leave;
import viridian.vswitch.multicast.GroupMessage.Query;
import viridian.vswitch.multicast.GroupMessage.Records;
import viridian.vswitch.multicast.GroupMessage.Report;

class IgmpTest {

    private static final long TENTH = SECOND / 10;

    @Test
    void reportsAndLeavesOfVersionsOneAndTwoNameOneGroup() {
        assertEquals(new Report(1, ip("239.1.2.3")), read("1200fcfaef010203"));
        assertEquals(new Report(2, ip("239.1.2.3")), read("1600f8faef010203"));
        assertEquals(new Leave(ip("239.1.2.3")), read("1700f7faef010203"));
    }

    @Test
    void theVersionOfAQueryIsToldByItsLengthAndItsResponseTime() {
        assertEquals(new Query(1, null, 10 * SECOND, false, 0, 0, List.of()), read("1100eeff00000000"));
        assertEquals(new Query(2, null, 10 * SECOND, false, 0, 0, List.of()), read("1164ee9b00000000"));
        assertEquals(
                new Query(3, null, 10 * SECOND, false, 2, 125 * SECOND, List.of()), read("1164ec1e00000000027d0000"));
        assertInstanceOf(Broken.class, read("1164ee9b0000000000"));
    }

    @Test
    void aQueryMayAskAboutAGroupAndAboutItsSources() {
        assertEquals(new Query(2, ip("239.1.2.3"), 10 * TENTH, false, 0, 0, List.of()), read("110afdf0ef010203"));
        assertEquals(
                new Query(
                        3, ip("232.1.2.3"), 10 * TENTH, true, 2, 125 * SECOND, List.of(ip("10.0.0.1"), ip("10.0.0.2"))),
                read("110ae66ee80102030a7d00020a0000010a000002"));
    }

    @Test
    void aReportOfVersionThreeHoldsRecordsWithSourcesAndDataToBePassedOver() {
        assertEquals(
                new Records(
                        3,
                        List.of(
                                told(GroupRecord.Type.TO_EXCLUDE, "239.1.2.3"),
                                told(GroupRecord.Type.IS_INCLUDE, "232.1.2.3", "10.0.0.1", "10.0.0.2"),
                                told(GroupRecord.Type.BLOCK, "232.9.9.9", "10.0.0.3"))),
                read("""
                        22004b3800000003
                        04000000ef010203
                        01010002e80102030a0000010a000002deadbeef
                        06000001e80909090a000003"""));
    }

    @Test
    void whatIsWrittenIsTheBytesThatAreRead() {
        for (String bytes : List.of(
                "1164ee9b00000000",
                "110afdf0ef010203",
                "1164ec1e00000000027d0000",
                "110ae66ee80102030a7d00020a0000010a000002")) {
            Query query = assertInstanceOf(Query.class, read(bytes));
            assertEquals(bytes, HexFormat.of().formatHex(Igmp.write(query).toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    @Test
    void aWrongChecksumACutMessageAndAnAddressThatIsNoGroupAreBroken() {
        assertInstanceOf(Broken.class, read("1600f8fbef010203"));
        assertInstanceOf(Broken.class, read("1600f8faef0102"));
        assertInstanceOf(Broken.class, read(""));
        assertInstanceOf(Broken.class, read(summed("160000000a010203")));
        assertInstanceOf(Broken.class, read(summed("2200000000000002" + "04000000ef010203")));
        assertInstanceOf(Broken.class, read(summed("2200000000000001" + "04000002ef0102030a000001")));
        assertInstanceOf(Broken.class, read(summed("1164000000000000027d0001")));
    }

    @Test
    void recordsOfUnknownTypeArePassedOverAndUnknownMessagesAreForeign() {
        assertEquals(
                new Records(3, List.of(told(GroupRecord.Type.TO_EXCLUDE, "239.1.2.3"))),
                read(summed("2200000000000002" + "09000000ef010204" + "04000000ef010203")));
        assertInstanceOf(Foreign.class, read(summed("1300000000000000")));
    }

    private static GroupMessage read(String digits) {
        byte[] bytes = HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
        return Igmp.read(MemorySegment.ofArray(bytes));
    }

    /** With the right checksum in place of zeros. */
    private static String summed(String digits) {
        int sum = Checksum.of(MemorySegment.ofArray(HexFormat.of().parseHex(digits)));
        return digits.substring(0, 4) + "%04x".formatted(sum) + digits.substring(8);
    }
}
