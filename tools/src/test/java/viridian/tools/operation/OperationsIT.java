package viridian.tools.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import viridian.vswitch.frame.FrameBuilder;

/** Everything a running switch can be asked and told, by the way one speaks to it. */
class OperationsIT {

    @TempDir
    private Path folder;

    private Desk desk;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(folder);
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    @Test
    void aPortTellsItsSettingsAndWhatItCounted() throws IOException {
        JsonNode web = desk.ask("{'op':'show','what':'ports','port':'web'}").get(0);
        assertEquals("web", web.path("name").asString());
        assertEquals("forwarding", web.path("state").asString());
        assertEquals("guest", web.path("role").asString());
        assertEquals("access 10", web.path("vlan").asString());
        assertEquals(9014, web.path("max_frame").asInt());
        assertEquals("""
            {"role":"guest","mac":"00-15-5D-00-00-01","access":"10","mtu":"9000"}\
            """, web.path("settings").toString());
        assertEquals("""
            {"frames":1,"bytes":60,"directed":0,"multicast":0,"broadcast":1}\
            """, web.path("received").toString());
        assertEquals("""
            {"frames":1,"bytes":100,"directed":1,"multicast":0,"broadcast":0}\
            """, web.path("sent").toString());
        assertTrue(web.path("lost").isMissingNode(), "only a real interface loses frames before its port");
    }

    @Test
    void aPortIsAddedAndFramesPassAndItIsRemovedAndItsAdapterClosed() throws IOException {
        JsonNode added = desk.ask("{'op':'port add','attach':'db=memory:db,access=10','settings':{'mtu':1500}}");
        assertEquals("{\"name\":\"db\",\"settings\":{\"access\":\"10\",\"mtu\":\"1500\"}}", added.toString());
        desk.nic("web").says(FrameBuilder.broadcast(Desk.GUEST).build());
        assertEquals(1, desk.nic("db").heard().size());

        assertEquals(
                "{\"name\":\"db\"}",
                desk.ask("{'op':'port remove','port':'db'}").toString());
        assertTrue(desk.nic("db").isClosed());
        assertEquals(List.of("web", "uplink"), names());
        desk.ask("{'op':'port add','attach':'db=memory:db'}");
    }

    private List<String> names() throws IOException {
        return desk.ask("{'op':'show','what':'ports'}")
                .valueStream()
                .map(port -> port.path("name").asString())
                .toList();
    }

    @Test
    void aPortsSettingsChangeOneByOneAndTheOthersStay() throws IOException {
        assertEquals("""
            {"name":"web","settings":{"role":"guest","mac":"00-15-5D-00-00-01","access":"20","mtu":"9000",\
            "spoofing":"on","address-limit":"5"}}\
            """, desk.ask("""
                {'op':'set','port':'web','settings':{'access':20,'spoofing':true,'address-limit':'5'}}\
                """).toString());
        desk.ask("{'op':'set','port':'web','settings':{'spoofing':false,'untagged':'on'}}");
        JsonNode settings =
                desk.ask("{'op':'show','what':'ports','port':'web'}").get(0).path("settings");
        assertEquals("[\"role\",\"mac\",\"mtu\",\"address-limit\"]", keys(settings));
    }

    private static String keys(JsonNode object) {
        return object.propertyNames().stream()
                .map(key -> '"' + key + '"')
                .toList()
                .toString()
                .replace(" ", "");
    }

    @Test
    void theSwitchsOwnSettingsChange() throws IOException {
        JsonNode changed = desk.ask("{'op':'set','settings':{'ageing':60,'table-limit':1000}}");
        assertEquals("""
            {"ageing":"60","hub":"off","table-limit":"1000"}\
            """, changed.path("settings").toString());
        assertEquals(changed, desk.ask("{'op':'show','what':'switch'}"));
        desk.pass(61);
        assertEquals(1, desk.ask("{'op':'show','what':'macs'}").size(), "what is not static has aged");
    }

    @Test
    void aTrunkCarriesAVlanMoreAndAVlanLess() throws IOException {
        desk.ask("{'op':'vlan add','port':'uplink','vlans':30}");
        assertEquals("10-19+30", trunk());
        desk.ask("{'op':'vlan remove','port':'uplink','vlans':'11-18'}");
        assertEquals("10+19+30", trunk());
        desk.ask("{'op':'vlan add','port':'uplink','vlans':['11-12',40]}");
        assertEquals("10-12+19+30+40", trunk());
    }

    private String trunk() throws IOException {
        return desk.ask("{'op':'show','what':'ports','port':'uplink'}")
                .get(0)
                .path("settings")
                .path("trunk")
                .asString();
    }

    @Test
    void addressesAreTheAdaptersOwnOrLearnedOrStatic() throws IOException {
        desk.pass(12);
        desk.ask("{'op':'mac add','vlan':11,'mac':'00:15:5d:00:00:09','port':'uplink'}");
        assertEquals("""
            [{"vlan":10,"mac":"00-15-5D-00-00-01","port":"web","kind":"own","age_seconds":0},\
            {"vlan":10,"mac":"00-15-5D-00-00-02","port":"uplink","kind":"learned","age_seconds":12},\
            {"vlan":11,"mac":"00-15-5D-00-00-09","port":"uplink","kind":"static","age_seconds":0}]\
            """, desk.ask("{'op':'show','what':'macs'}").toString());
        assertEquals(1, desk.ask("{'op':'show','what':'macs','vlan':11}").size());
        assertEquals(1, desk.ask("{'op':'show','what':'macs','port':'web'}").size());
    }

    @Test
    void whatWasLearnedIsForgottenAndWhatIsStaticStays() throws IOException {
        desk.ask("{'op':'mac add','vlan':11,'mac':'00-15-5D-00-00-09','port':'uplink'}");
        assertEquals(
                "{\"forgotten\":0}", desk.ask("{'op':'mac flush','port':'web'}").toString());
        assertEquals("{\"forgotten\":1}", desk.ask("{'op':'mac flush'}").toString());
        assertEquals(2, desk.ask("{'op':'show','what':'macs'}").size());
        desk.ask("{'op':'mac delete','vlan':11,'mac':'00-15-5D-00-00-09'}");
        assertEquals(1, desk.ask("{'op':'show','what':'macs'}").size());
    }

    @Test
    void countersHaveTheNamesAdministratorsKnow() throws IOException {
        JsonNode counters = desk.ask("{'op':'show','what':'counters'}");
        assertEquals(2, counters.path("switch").path("packets_received").asInt());
        assertEquals(1, counters.path("switch").path("learned_mac_addresses").asInt());
        JsonNode web = counters.path("ports").get(0);
        assertEquals("web", web.path("name").asString());
        assertEquals(1, web.path("broadcast_packets_received").asInt());
        assertEquals(100, web.path("bytes_sent").asInt());
        assertEquals(0, web.path("dropped_packets_incoming").asInt());
    }

    @Test
    void aDropIsToldOnceForEachPortDirectionAndReason() throws IOException {
        assertTrue(desk.ask("{'op':'show','what':'drops'}").isEmpty());
        desk.nic("web").says(Desk.frame(Desk.STATION, Desk.GUEST, 0));
        desk.nic("web").says(Desk.frame(Desk.STATION, Desk.GUEST, 0));
        assertEquals("""
            [{"port":"web","direction":"incoming","number":16,"reason":"MacSpoofing","frames":2,\
            "sentence":"its source address belongs to another adapter"}]\
            """, desk.ask("{'op':'show','what':'drops'}").toString());
        assertTrue(desk.ask("{'op':'show','what':'drops','port':'uplink'}").isEmpty());
    }

    @Test
    void aTraceTellsTheWayOfAFrameAndLeavesNoTrace() throws IOException {
        JsonNode before = desk.ask("{'op':'show','what':'counters'}");
        JsonNode story = desk.ask(
                "{'op':'trace','port':'web','frame':{'dst':'00-15-5D-00-00-02','from':'10.0.0.1','to':'10.0.0.2'}}");
        assertEquals("web", story.path("port").asString());
        JsonNode last = story.path("steps").get(story.path("steps").size() - 1);
        assertEquals("sent", last.path("stage").asString());
        assertEquals("uplink", last.path("port").asString());
        assertFalse(last.has("reason"));
        assertEquals(before, desk.ask("{'op':'show','what':'counters'}"));
    }

    @Test
    void aTraceSaysWhereAndWhyAFrameEnds() throws IOException {
        JsonNode steps = desk.ask("{'op':'trace','port':'web','hex':'ffffffffffff 00155d000002 8100 0014 88b5 0000'}")
                .path("steps");
        JsonNode last = steps.get(steps.size() - 1);
        assertEquals("dropped", last.path("stage").asString());
        assertEquals(10, last.path("number").asInt());
        assertEquals("UnauthorizedVLAN", last.path("reason").asString());
    }
}
