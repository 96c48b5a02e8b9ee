package viridian.tools.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SwitchTablesTest {

    @Test
    void portsStandUnderTheirCounters() {
        assertEquals("""
            port  state       role   vlan       max frame  received  sent  dropped in  dropped out  lost
            web   forwarding  guest  access 10       1514         3     1           1            0     0\
            """, SwitchTables.of("ports", json("""
                [{"name":"web","state":"forwarding","role":"guest","vlan":"access 10","max_frame":1514,
                "received":{"frames":3},"sent":{"frames":1},"dropped_incoming":1,"dropped_outgoing":0}]\
                """)));
    }

    @Test
    void addressesStandBesideTheirPorts() {
        assertEquals("""
            vlan  address            port  kind     age s
              10  00-15-5D-00-00-01  web   learned      7\
            """, SwitchTables.of("macs", json("""
                [{"vlan":10,"mac":"00-15-5D-00-00-01","port":"web","kind":"learned","age_seconds":7}]\
                """)));
    }

    @Test
    void aDropSaysWhy() {
        String table = SwitchTables.of("drops", json("""
            [{"port":"web","direction":"incoming","frames":1,"number":9,"reason":"FilteredVLAN","sentence":"no VLAN"}]\
            """));
        assertEquals("""
            port  direction  frames  no.  reason        because
            web   incoming        1    9  FilteredVLAN  no VLAN\
            """, table);
    }

    @Test
    void countersRunDownAndPortsAcross() {
        assertEquals("""
            counter           switch  web  db
            packets received       3    1   2\
            """, SwitchTables.of("counters", json("""
                {"switch":{"name":"switch","packets_received":3},
                "ports":[{"name":"web","packets_received":1},{"name":"db","packets_received":2}]}\
                """)));
    }

    @Test
    void anythingElseHasAColumnForEachField() {
        assertEquals("""
            name  from    to frames
            ids   web+db          7
            tap                   8\
            """, SwitchTables.of("mirrors", json("""
                [{"name":"ids","from":["web","db"],"to_frames":7},{"name":"tap","to_frames":8}]\
                """)));
    }

    @Test
    void whatWasToldIsALine() {
        assertEquals("web: access=10 mtu=1500", SwitchTables.line(json("""
            {"name":"web","settings":{"access":"10","mtu":"1500"}}\
            """)));
        assertEquals("forgotten=3", SwitchTables.line(json("{\"forgotten\":3}")));
    }

    @Test
    void whereThereIsNothingASentenceSaysSo() {
        assertEquals("no frame was dropped", SwitchTables.of("drops", json("[]")));
        assertEquals("no address is known", SwitchTables.of("macs", json("[]")));
        assertEquals("there are no mirrors", SwitchTables.of("mirrors", json("[]")));
    }

    @Test
    void lostIsWhatNeverReachedTheSwitch() {
        JsonNode ports = json("""
            [{"name":"a","lost":{"no_room":1,"by_interface":20,"damaged":300,"too_long":4000,"unsent":50000}}]\
            """);
        assertTrue(SwitchTables.of("ports", ports).endsWith("  4321"));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void aListInsideAReportIsATableOfItsOwn() {
        assertEquals("""
            root  a
            cost  0

            ports
            port  state
            p     forwarding""", SwitchTables.of("rstp", json("""
            {"root":"a","cost":0,"ports":[{"port":"p","state":"forwarding"}]}""")));
    }
}
