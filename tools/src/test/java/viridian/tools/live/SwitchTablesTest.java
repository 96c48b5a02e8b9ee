package viridian.tools.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.vswitch.VirtualSwitch;

class SwitchTablesTest {

    private final VirtualSwitch vswitch = new Desk().vswitch;

    @Test
    void portsStandUnderTheirCounters() {
        assertEquals("""
                port    role     vlan       max frame  received  sent  dropped in  dropped out  lost
                web     guest    access 10       1514         3     1           1            0     0
                uplink  network  access 10       9014         1     2           0            0     0""", SwitchTables.of("ports", SwitchReport.ports(vswitch)));
    }

    @Test
    void addressesStandBesideTheirPorts() {
        assertEquals("""
                vlan  address            port    kind     age s
                  10  00-15-5D-00-00-01  web     static       0
                  10  00-15-5D-00-00-02  uplink  learned      0""", SwitchTables.of("macs", SwitchReport.macs(vswitch)));
    }

    @Test
    void aDropSaysWhy() {
        String table = SwitchTables.of("drops", SwitchReport.drops(vswitch));
        assertTrue(table.startsWith("port  direction  frames  no.  reason"), table);
        assertTrue(table.contains("web   incoming        1"), table);
    }

    @Test
    void whereThereIsNothingASentenceSaysSo() {
        JsonNode nothing = JsonMapper.shared().createArrayNode();
        assertEquals("no frame was dropped", SwitchTables.of("drops", nothing));
        assertEquals("no address is known", SwitchTables.of("macs", nothing));
    }

    @Test
    void lostIsWhatNeverReachedTheSwitch() {
        JsonNode ports = JsonMapper.shared().readTree("""
                [{"name":"a","lost":{"no_room":1,"by_interface":20,"damaged":300,"too_long":4000,"unsent":50000}}]""");
        assertTrue(SwitchTables.of("ports", ports).endsWith("  4321"));
    }
}
