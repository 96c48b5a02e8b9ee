package viridian.vswitch.multicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static viridian.vswitch.multicast.Talk.SECOND;
import static viridian.vswitch.multicast.Talk.hex;
import static viridian.vswitch.multicast.Talk.ip;
import static viridian.vswitch.multicast.Talk.told;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.multicast.GroupMessage.Broken;
import viridian.vswitch.multicast.GroupMessage.Foreign;
import viridian.vswitch.multicast.GroupMessage.Query;

/** Whole frames, as RFC 2236, 3376, 2710 and 3810 lay them out, and the rules about who may send them from where. */
class HeardMessageTest {

    private static final MacAddress SWITCH = MacAddress.parse("02-00-5E-00-00-01");
    private static final MacAddress HOST = MacAddress.parse("02-00-00-00-00-0A");

    private static final String MLD_QUERY = """
            333300000001 02005e000001 86dd
            6000000000240001fe8000000000000000005efffe000001ff020000000000000000000000000001
            3a00050200000100
            8200f995271000000000000000000000000000000000 0000 027d0000""";

    private static final String MLD_REPORT = """
            333300000016 02000000000a 86dd
            6000000000480001fe80000000000000000000000000000aff020000000000000000000000000016
            3a00050200000100
            8f003eac00000002
            04000000ff150000000000000000000000000123
            03000001ff35000000000000000000000000000120010db8000000000000000000000009""";

    @Test
    void anIgmpReportIsReadBehindTheRouterAlertOption() {
        HeardMessage heard = read(hex("""
                01005e010203 02000000000a 0800
                46c00020000040000102e9090a00000aef01020394040000
                1600f8faef010203 0000000000000000"""));
        assertEquals(GroupProtocol.IGMP, heard.protocol());
        assertEquals(ip("10.0.0.10"), heard.source());
        assertEquals(new GroupMessage.Report(2, ip("239.1.2.3")), heard.message());
    }

    @Test
    void anMldReportIsReadBehindTheHopByHopHeader() {
        HeardMessage heard = read(hex(MLD_REPORT));
        assertEquals(GroupProtocol.MLD, heard.protocol());
        assertEquals(ip("fe80::a"), heard.source());
        assertEquals(
                new GroupMessage.Records(
                        2,
                        List.of(
                                told(GroupRecord.Type.TO_EXCLUDE, "ff15::123"),
                                told(GroupRecord.Type.TO_INCLUDE, "ff35::1", "2001:db8::9"))),
                heard.message());
    }

    @Test
    void aDoneOfMldVersionOneIsALeave() {
        HeardMessage heard = read(hex("""
                333300000002 02000000000a 86dd
                6000000000200001fe80000000000000000000000000000aff020000000000000000000000000002
                3a00050200000100
                84007de400000000ff150000000000000000000000000123"""));
        assertEquals(new GroupMessage.Leave(ip("ff15::123")), heard.message());
    }

    @Test
    void theSwitchsOwnQueriesAreTheBytesOfTheStandards() {
        Query igmp = new Query(3, null, 10 * SECOND, false, 2, 125 * SECOND, List.of());
        assertSameBytes("""
                01005e000001 02005e000001 0800
                46c00024000040000102041300000000e000000194040000
                1164ec1e00000000027d0000 00000000000000000000""", QueryFrame.of(GroupProtocol.IGMP, igmp, 0, SWITCH, ip("0.0.0.0")));
        Query mld = new Query(2, null, 10 * SECOND, false, 2, 125 * SECOND, List.of());
        assertSameBytes(MLD_QUERY, QueryFrame.of(GroupProtocol.MLD, mld, 0, SWITCH, GroupProtocol.linkLocalOf(SWITCH)));
        Query first = new Query(1, ip("ff15::123"), SECOND, false, 0, 0, List.of());
        assertSameBytes("""
                333300000123 02005e000001 86dd
                6000000000200001fe8000000000000000005efffe000001ff150000000000000000000000000123
                3a00050200000100
                82001dd103e80000ff150000000000000000000000000123""", QueryFrame.of(GroupProtocol.MLD, first, 0, SWITCH, GroupProtocol.linkLocalOf(SWITCH)));
    }

    @Test
    void aQueryIsTaggedWithItsVlan() {
        Query query = new Query(3, null, 10 * SECOND, false, 2, 125 * SECOND, List.of());
        assertEquals(
                Frame.UNTAGGED,
                QueryFrame.of(GroupProtocol.IGMP, query, 0, SWITCH, ip("0.0.0.0"))
                        .tag());
        assertEquals(
                20,
                QueryFrame.of(GroupProtocol.IGMP, query, 20, SWITCH, ip("0.0.0.0"))
                        .tag());
    }

    @Test
    void aPimHelloShowsARouter() {
        assertInstanceOf(
                GroupMessage.RouterHello.class, read(Talk.pimHello(HOST)).message());
        assertInstanceOf(
                Broken.class, read(changed(Talk.pimHello(HOST), 40, 0xFF)).message());
        assertNull(HeardMessage.read(changed(Talk.pimHello(HOST), 34, 0x21)));
    }

    @Test
    void anythingThatMayHaveComeFromBeyondTheLinkIsForeign() {
        assertInstanceOf(
                Foreign.class,
                read(resummed(Talk.igmpReport(HOST, 2, "239.1.2.3"), 22, 2)).message());
        assertInstanceOf(Foreign.class, read(changed(hex(MLD_REPORT), 21, 2)).message());
    }

    @Test
    void aGeneralQueryToASingleHostIsForeign() {
        byte[] general = {0x11, 100, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0};
        assertInstanceOf(
                Foreign.class,
                read(Talk.igmp(HOST, "10.0.0.1", "239.1.2.3", general)).message());
    }

    @Test
    void mldWithoutRouterAlertOrFromAnAddressBeyondTheLinkIsForeign() {
        // The option's type, changed to one nobody knows.
        assertInstanceOf(Foreign.class, read(changed(hex(MLD_REPORT), 56, 0x1E)).message());
        byte[] report = new byte[24];
        report[0] = (byte) 131;
        GroupProtocol.MLD.put(MemorySegment.ofArray(report), 8, ip("ff15::1"));
        assertInstanceOf(
                Foreign.class,
                read(Talk.mld(HOST, "2001:db8::1", "ff15::1", report)).message());
    }

    @Test
    void aHostWithoutAnAddressMayReportButNotAsk() {
        byte[] report = new byte[24];
        report[0] = (byte) 131;
        GroupProtocol.MLD.put(MemorySegment.ofArray(report), 8, ip("ff15::1"));
        assertInstanceOf(
                GroupMessage.Report.class,
                read(Talk.mld(HOST, "::", "ff15::1", report)).message());
        byte[] query = new byte[24];
        query[0] = (byte) 130;
        assertInstanceOf(
                Foreign.class, read(Talk.mld(HOST, "::", "ff02::1", query)).message());
    }

    @Test
    void wrongChecksumsAndLengthsAreBroken() {
        Frame report = Talk.igmpReport(HOST, 2, "239.1.2.3");
        assertInstanceOf(Broken.class, read(changed(report, 40, 0xFF)).message()); // in the message
        assertInstanceOf(Broken.class, read(changed(report, 18, 0xFF)).message()); // in the IPv4 header
        assertInstanceOf(Broken.class, read(changed(report, 16, 0x7F)).message()); // longer than the frame
        assertInstanceOf(Broken.class, read(changed(hex(MLD_REPORT), 70, 0xFF)).message());
        assertInstanceOf(Broken.class, read(changed(hex(MLD_REPORT), 18, 0x7F)).message());
    }

    @Test
    void aFragmentOfIgmpIsForeign() {
        assertInstanceOf(
                Foreign.class,
                read(resummed(Talk.igmpReport(HOST, 2, "239.1.2.3"), 21, 1)).message());
    }

    private static HeardMessage read(Frame frame) {
        return Objects.requireNonNull(HeardMessage.read(frame));
    }

    private static void assertSameBytes(String digits, Frame frame) {
        assertEquals(
                digits.replaceAll("\\s", ""),
                HexFormat.of().formatHex(frame.bytes().toArray(ValueLayout.JAVA_BYTE)));
    }

    private static Frame changed(Frame frame, int at, int value) {
        BigEndian.putU8(frame.memory(), frame.offset() + at, value);
        return frame;
    }

    /** With another byte in the IPv4 header, whose checksum is made right again. */
    private static Frame resummed(Frame frame, int at, int value) {
        changed(frame, at, value);
        BigEndian.putU16(frame.memory(), 24, 0);
        BigEndian.putU16(frame.memory(), 24, Checksum.of(frame.memory().asSlice(14, 20)));
        return frame;
    }
}
