package viridian.tools.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import viridian.vswitch.DropReason;

class SwitchReportTest {

    private final Desk desk = new Desk();

    @Test
    void aPortTellsItsSettingsAndWhatItCounted() {
        JsonNode web = SwitchReport.ports(desk.vswitch).get(0);
        assertEquals("web", web.path("name").asString());
        assertEquals("guest", web.path("role").asString());
        assertEquals("access 10", web.path("vlan").asString());
        assertEquals(1514, web.path("max_frame").asInt());
        assertEquals("00-15-5D-00-00-01", web.path("address").asString());
        assertEquals("""
                {"frames":3,"bytes":260,"directed":2,"multicast":0,"broadcast":1}""", web.path("received").toString());
        assertEquals("""
                {"frames":1,"bytes":100,"directed":1,"multicast":0,"broadcast":0}""", web.path("sent").toString());
        assertEquals(1, web.path("dropped_incoming").asInt());
        assertEquals(0, web.path("dropped_outgoing").asInt());
        assertEquals(0, web.path("taken").asInt());
    }

    @Test
    void thePortsLongestFrameIsNoLongerThanItsAdapterCarries() {
        assertEquals(
                9014, SwitchReport.ports(desk.vswitch).get(1).path("max_frame").asInt());
    }

    @Test
    void onlyARealInterfaceLosesFramesBeforeItsPort() {
        assertTrue(SwitchReport.ports(desk.vswitch).get(0).path("lost").isMissingNode());
    }

    @Test
    void anAddressIsStaticOrLearnedAndAges() {
        desk.now += TimeUnit.SECONDS.toNanos(12);
        assertEquals("""
                [{"vlan":10,"mac":"00-15-5D-00-00-01","port":"web","kind":"static","age_seconds":0},\
                {"vlan":10,"mac":"00-15-5D-00-00-02","port":"uplink","kind":"learned","age_seconds":12}]""", SwitchReport.macs(desk.vswitch).toString());
    }

    @Test
    void aDropIsToldOnceForEachPortDirectionAndReason() {
        JsonNode drops = SwitchReport.drops(desk.vswitch);
        assertEquals(1, drops.size());
        JsonNode drop = drops.get(0);
        DropReason why = reason(drop.path("number").asInt());
        assertEquals("web", drop.path("port").asString());
        assertEquals("incoming", drop.path("direction").asString());
        assertEquals(1, drop.path("frames").asInt());
        assertEquals(why.administrators(), drop.path("reason").asString());
        assertEquals(why.sentence(), drop.path("sentence").asString());
    }

    private static DropReason reason(int number) {
        for (DropReason reason : DropReason.values()) if (reason.number() == number) return reason;
        throw new AssertionError("no reason has the number " + number);
    }
}
