package viridian.vswitch.team;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamSettingsTest {

    @Test
    void whatIsNotSaidIsAsUsual() {
        assertEquals(TeamSettings.of("eth1", "eth2"), TeamSettings.parse("team:eth1+eth2"));
        assertEquals(Balance.L4, TeamSettings.parse("team:eth1+eth2,mode=lacp").balance());
    }

    @Test
    void everythingCanBeSaid() {
        TeamSettings settings = TeamSettings.parse("team:eth1+eth2,mode=lacp,balance=l3,rate=fast,lacp=passive,"
                + "system-priority=1,key=2,port-priority=3,links=4,hold-down=5,failback=on,rebalance=at-once");
        assertEquals(
                new TeamSettings(
                        List.of("eth1", "eth2"), TeamMode.LACP, Balance.L3, true, 5, true, false, true, 1, 2, 3, 4),
                settings);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team:eth1,mode=switch-independent,balance=port",
                "team:a+b+c,mode=active-standby,balance=port,hold-down=0,failback=on",
                "team:a+b,mode=lacp,balance=l4,rate=fast",
                "team:a+b,mode=lacp,balance=l2,rebalance=at-once,lacp=passive,system-priority=1,key=7,port-priority=3,links=1",
            })
    void whatIsWrittenIsRead(String text) {
        assertEquals(text, TeamSettings.parse(text).toString());
    }

    @Test
    void theWordsOfWindowsAreUnderstood() {
        assertEquals(
                TeamSettings.parse("team:a+b,mode=switch-independent,balance=l4"),
                TeamSettings.parse("team:a+b,mode=SwitchIndependent,balance=TransportPorts"));
        assertEquals(
                TeamSettings.parse("team:a+b,mode=lacp,balance=port"),
                TeamSettings.parse("team:a+b,mode=Lacp,balance=HyperVPort"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth1+eth2",
                "team:",
                "team:eth1+",
                "team:eth1+eth1",
                "team:eth1,mode",
                "team:eth1,mode=static",
                "team:eth1,balance=l5",
                "team:eth1,speed=fast",
                "team:eth1,rate=1",
                "team:eth1,rate=fast,rate=slow",
                "team:eth1,key=0",
                "team:eth1,key=65536",
                "team:eth1,hold-down=-1",
                "team:eth1,hold-down=3601",
                "team:eth1,links=0",
            })
    void nonsenseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> TeamSettings.parse(text));
    }

    @Test
    void aRefusalSaysWhatCouldBeWritten() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> TeamSettings.parse("team:a+b,mode=static"));
        assertEquals("mode is one of switch-independent, active-standby, lacp, not 'static'", refusal.getMessage());
    }
}
