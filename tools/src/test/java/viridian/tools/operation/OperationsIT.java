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
        assertEquals("60", changed.path("settings").path("ageing").asString());
        assertEquals("1000", changed.path("settings").path("table-limit").asString());
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

    @Test
    void aGuardRefusesFromTheNextFrameOnAndATraceSaysWhy() throws IOException {
        desk.ask("{'op':'set','port':'web','settings':{'dhcp-guard':true,'allowed-ipv4':['10.0.0.5','10.1.0.0/16']}}");
        JsonNode settings = settingsOf("web");
        assertEquals("on", settings.path("dhcp-guard").asString());
        assertEquals("10.0.0.5+10.1.0.0/16", settings.path("allowed-ipv4").asString());
        JsonNode steps = desk.ask(
                        "{'op':'trace','port':'web','frame':{'from':'10.0.0.5','to':'255.255.255.255','proto':'udp','from-port':67,'to-port':68}}")
                .path("steps");
        assertEquals("DhcpGuard", steps.get(steps.size() - 1).path("reason").asString());
        String said = steps.get(steps.size() - 2).path("sentence").asString();
        assertTrue(said.startsWith("security says drop 17 DhcpGuard"), said);
        desk.ask("{'op':'set','port':'web','settings':{'dhcp-guard':'off','allowed-ipv4':'any'}}");
        assertFalse(settingsOf("web").has("dhcp-guard"));
    }

    private JsonNode settingsOf(String port) throws IOException {
        return desk.ask("{'op':'show','what':'ports','port':'" + port + "'}")
                .get(0)
                .path("settings");
    }

    @Test
    void theSwitchTakesPartInTheSpanningTreeAndNoLonger() throws IOException {
        String nothing = "{\"ports\":[],\"stopped\":[]}";
        assertEquals(nothing, desk.ask("{'op':'show','what':'rstp'}").toString());
        desk.ask("{'op':'set','settings':{'rstp':true,'rstp-priority':4096}}");
        JsonNode tree = desk.ask("{'op':'show','what':'rstp'}");
        assertTrue(tree.path("is_root").asBoolean());
        assertEquals(tree.path("bridge"), tree.path("root"));
        desk.ask("{'op':'set','port':'uplink','settings':{'bpdu':'rstp','rstp-cost':1000}}");
        assertEquals(
                "port uplink cannot take part in the spanning tree: switch has none",
                desk.refusal("{'op':'set','settings':{'rstp':false}}"));
        assertTrue(desk.ask("{'op':'show','what':'rstp'}").path("is_root").asBoolean(), "the tree is still there");
        desk.ask("{'op':'set','port':'uplink','settings':{'bpdu':'auto'}}");
        desk.ask("{'op':'set','settings':{'rstp':false}}");
        assertEquals(nothing, desk.ask("{'op':'show','what':'rstp'}").toString());
    }

    @Test
    void multicastTellsItsGroupsRoutersAndQueriers() throws IOException {
        desk.ask("{'op':'set','port':'web','settings':{'groups':['239.1.2.3'],'fast-leave':'on'}}");
        desk.ask("{'op':'set','port':'uplink','settings':{'router-port':'always'}}");
        JsonNode multicast = desk.ask("{'op':'show','what':'multicast'}");
        assertEquals("239.1.2.3", multicast.path("groups").get(0).path("group").asString());
        assertEquals("web", multicast.path("groups").get(0).path("port").asString());
        assertEquals(
                "uplink", multicast.path("router_ports").get(0).path("port").asString());
        assertTrue(multicast.path("counts").has("queries"));
    }

    @Test
    void aMirrorBeginsAndCountsItsCopiesAndEnds() throws IOException {
        desk.ask("{'op':'port add','attach':'ids=memory:ids'}");
        JsonNode session =
                desk.ask("{'op':'mirror add','name':'watch','settings':{'from':'web','to':'ids','direction':'in'}}");
        assertEquals(
                "{\"from\":\"web\",\"to\":\"ids\",\"direction\":\"in\"}",
                session.path("settings").toString());
        desk.nic("web").says(Desk.frame(Desk.GUEST, Desk.STATION, 0));
        assertEquals(1, desk.nic("ids").heard().size());
        assertEquals(
                "[{\"name\":\"watch\",\"from\":\"web\",\"to\":\"ids\",\"direction\":\"in\",\"copies\":1}]",
                desk.ask("{'op':'show','what':'mirrors'}").toString());
        desk.ask("{'op':'mirror remove','name':'watch'}");
        assertTrue(desk.ask("{'op':'show','what':'mirrors'}").isEmpty());
    }

    @Test
    void bandwidthIsLimitedAndMeasured() throws IOException {
        desk.ask("{'op':'set','port':'web','settings':{'max-bandwidth':'100M','min-weight':5}}");
        assertEquals("100M", settingsOf("web").path("max-bandwidth").asString());
        JsonNode reading = desk.ask("{'op':'show','what':'bandwidth'}").get(0);
        assertEquals("web", reading.path("port").asString());
        assertEquals(100_000_000, reading.path("bits_per_second").asLong());
        assertTrue(reading.has("error_percent"));
        desk.ask("{'op':'set','port':'web','settings':{'max-bandwidth':0,'min-weight':0}}");
        assertTrue(desk.ask("{'op':'show','what':'bandwidth'}").isEmpty());
    }

    @Test
    void accessRulesAreAddedAskedCountedAndRemoved() throws IOException {
        desk.ask("{'op':'acl add','port':'web','rule':'deny outbound protocol=tcp remote-port=25 weight=10'}");
        JsonNode told = desk.ask("{'op':'acl add','port':'web','rule':'allow outbound'}");
        assertEquals("{'port':'web','rule':'allow outbound'}", told.toString().replace('"', '\''));
        JsonNode steps = desk.ask(
                        "{'op':'trace','port':'web','frame':{'dst':'00-15-5D-00-00-02','from':'10.0.0.1','to':'10.0.0.2','proto':'tcp','to-port':25}}")
                .path("steps");
        assertEquals("Filtered", steps.get(steps.size() - 1).path("reason").asString());
        desk.nic("web").says(Desk.frame(Desk.GUEST, Desk.STATION, 0));
        JsonNode rules = desk.ask("{'op':'show','what':'acls','port':'web'}");
        assertEquals(
                "deny outbound protocol=tcp remote-port=25 weight=10",
                rules.get(0).path("rule").asString());
        assertEquals(1, rules.get(1).path("frames").asInt());
        desk.ask("{'op':'acl remove','port':'web','rule':'deny outbound protocol=tcp remote-port=25 weight=10'}");
        desk.ask("{'op':'acl remove','port':'web','rule':'allow outbound'}");
        assertTrue(desk.ask("{'op':'show','what':'acls'}").isEmpty());
    }
}
