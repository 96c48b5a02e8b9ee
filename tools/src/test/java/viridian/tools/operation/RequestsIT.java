package viridian.tools.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import viridian.tools.control.ControlClient;

/** What is no request, or asks for what makes no sense, is refused in a sentence and changes nothing. */
class RequestsIT {

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

    @ParameterizedTest
    @ValueSource(strings = {"", "show ports", "{", "[]", "null", "7", "{'op':{},'what':[]}", "{'op':null}", "{}"})
    void whatIsNoRequestIsRefusedInASentence(String line) throws IOException {
        assertFalse(desk.refusal(line).isBlank());
        assertEquals(2, desk.ask("{'op':'show','what':'ports'}").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'op':'stop'} | there is no op 'stop' (known: set, port add, port remove, vlan add, vlan remove, mac add, mac delete, mac flush, acl add, acl remove, mirror add, mirror remove, trace, events)",
                "{'op':'mac ad'} | there is no op 'mac ad' (did you mean 'mac add'?)",
                "{'op':'show'} | nothing to show called '': switch, ports, macs, acls, mirrors, bandwidth, rstp, multicast, teams, counters or drops",
                "{'op':'show','what':'cables'} | nothing to show called 'cables': switch, ports, macs, acls, mirrors, bandwidth, rstp, multicast, teams, counters or drops",
                "{'op':'show','what':'macs','vlam':1} | 'show macs' has no field 'vlam' (did you mean 'vlan'?)",
                "{'op':'show','what':'macs','vlan':'ten'} | vlan is a number from 0 to 4094, not \"ten\"",
                "{'op':'show','what':'macs','vlan':4095} | vlan is a number from 0 to 4094, not 4095",
                "{'op':'show','what':'macs','vlan':1.5} | vlan is a number from 0 to 4094, not 1.5",
                "{'op':'show','what':'ports','port':7} | port is text, not 7",
                "{'op':'show','what':'ports','port':'wep'} | there is no port 'wep' (did you mean 'web'?)",
                "{'op':'set','port':'web','settings':3} | settings is an object, not 3",
                "{'op':'set','port':'web','settings':{'access':{}}} | settings.access is text, a number, true or false, or a list of these, not {}",
                "{'op':'set','port':'web','settings':{'access':null}} | settings.access is text, a number, true or false, or a list of these, not null",
                "{'op':'set','port':'web','settings':{'acess':10}} | port 'web': there is no option 'acess' (did you mean 'access'?)",
                "{'op':'set','port':'web','settings':{'access':0}} | port 'web': access is a number from 1 to 4094, not '0'",
                "{'op':'set','port':'web','settings':{'role':'network','mac':'00-15-5D-00-00-01'}} | port 'web': mac is for a guest's port; a network port learns",
                "{'op':'set','port':'web','settings':{'access':20,'mtu':5}} | port 'web': mtu is a number from 68 to 65535, not '5'",
                "{'op':'set','port':'web','settings':{'access':20,'mtu':9900}} | port 'web': interface web carries packets of 9000 bytes, not of 9900; ip link set web mtu 9900",
                "{'op':'set','settings':{'ageing':0}} | ageing is a number from 1 to 3600, not '0'",
                "{'op':'set','settings':{'hub':'maybe'}} | hub is on or off, not 'maybe'",
                "{'op':'set','settings':{'hub':'on'}} | whether a switch is a hub is decided when it is made",
                "{'op':'set','settings':{'access':10}} | there is no option 'access' (known: ageing, hub, table-limit, bandwidth-mode, default-weight, default-bandwidth, rstp, rstp-priority, rstp-hello, rstp-max-age, rstp-forward-delay, snooping, unregistered, querier)",
                "{'op':'set','settings':{'unregistered':'none'}} | unregistered is flood or routers, not 'none'",
                "{'op':'set','settings':{'rstp':true,'rstp-priority':100}} | a bridge's priority is 0 to 61440 in steps of 4096, not 100",
                "{'op':'set','port':'web','settings':{'dhcp-guard':'yes'}} | port 'web': dhcp-guard: 'yes' is neither on nor off",
                "{'op':'set','port':'web','settings':{'allowed-ipv4':'10.0.0.300'}} | port 'web': allowed-ipv4: '10.0.0.300' is no IP address; one looks like 10.0.0.1 or 2001:db8::1",
                "{'op':'set','port':'web','settings':{'bpdu':'rstp'}} | port web cannot take part in the spanning tree: switch has none",
                "{'op':'set','port':'web','settings':{'bpdu':'auto','recovery':5}} | port 'web': bpdu=auto stands alone",
                "{'op':'set','port':'web','settings':{'groups':'10.0.0.1'}} | port 'web': 10.0.0.1 is no multicast group",
                "{'op':'set','settings':{'bandwidth-mode':'absolute'}} | the bandwidth mode is chosen when the switch is made",
                "{'op':'set','port':'web','settings':{'max-bandwidth':'fast'}} | port 'web': max-bandwidth is bit/s, such as 64k, 100M or 1G, not 'fast'",
                "{'op':'set','port':'web','settings':{'min-bandwidth':'1M'}} | web cannot have this minimum bandwidth: the switch was made with minimum bandwidths by weight",
                "{'op':'mirror add','name':'ids','settings':{'from':'web'}} | to is missing, the port the copies leave by",
                "{'op':'mirror add','name':'ids','settings':{'from':'web','to':'nobody'}} | mirror session ids: switch has no port nobody",
                "{'op':'mirror add','name':'ids','settings':{'from':'web','to':'uplink','filter':'tcp prt 80'}} | the filter 'tcp prt 80' cannot be read: 'prt' is one word too many",
                "{'op':'mirror add','name':'ids','settings':{'from':'web','to':'uplink','direction':'up'}} | direction is in, out or both, not 'up'",
                "{'op':'mirror remove','name':'ids'} | switch has no mirror session ids",
                "{'op':'acl add','port':'web','rule':'permit inbound'} | 'permit': a rule begins with allow, deny or meter",
                "{'op':'acl add','port':'web','rule':'deny inbound colour=red'} | 'colour=red': a rule says protocol, local-mac, remote-mac, local, remote, local-port, remote-port, weight, stateful or timeout",
                "{'op':'acl remove','port':'web','rule':'deny inbound'} | there is no rule 'deny inbound'",
                "{'op':'port add'} | the field 'attach' is missing",
                "{'op':'port add','attach':'web'} | 'web' is no attachment: write [name=]kind:argument[,option=value...], such as pcap:eth1,access=10",
                "{'op':'port add','attach':'web=memory:x'} | two ports are named 'web'",
                "{'op':'port add','attach':'x=memory:web'} | interface 'web' is attached twice",
                "{'op':'port add','attach':'switch=memory:x'} | no port is named 'switch': that is the switch itself",
                "{'op':'port add','attach':'memory:x,access=10','settings':{'access':11}} | option 'access' is given twice",
                "{'op':'port add','attach':'memory:missing'} | there is no interface 'missing'",
                "{'op':'port remove','port':'nobody'} | there is no port 'nobody' (known: web, uplink)",
                "{'op':'vlan add','port':'web','vlans':20} | port 'web' is no trunk but access 10; lab set web trunk=20 makes it one",
                "{'op':'vlan add','port':'uplink','vlans':'none'} | 'none' names no VLANs; a list looks like 10-19+30",
                "{'op':'vlan remove','port':'uplink','vlans':'10-19'} | port 'uplink' would be a trunk of no VLAN; lab set uplink untagged=on ends a trunk",
                "{'op':'mac add','vlan':10,'mac':'zz','port':'uplink'} | mac: 'zz' is no MAC address; one looks like 00-15-5D-01-02-03",
                "{'op':'mac add','vlan':10,'mac':'01-00-5E-00-00-01','port':'uplink'} | 01-00-5E-00-00-01 is no single station's address",
                "{'op':'mac add','vlan':10,'mac':'00-15-5D-00-00-01','port':'uplink'} | switch/uplink cannot have 00-15-5D-00-00-01, the address of switch/web",
                "{'op':'mac add','mac':'00-15-5D-00-00-09','port':'uplink'} | the field 'vlan' is missing",
                "{'op':'mac delete','vlan':10,'mac':'00-15-5D-00-00-09'} | 00-15-5D-00-00-09 is not known in VLAN 10",
                "{'op':'mac flush','port':'nobody'} | there is no port 'nobody' (known: web, uplink)",
                "{'op':'trace','port':'web'} | a frame is described by 'frame' or by 'hex'",
                "{'op':'trace','port':'web','hex':'zz'} | bytes are pairs of hexadecimal digits, such as FF FF FF",
                "{'op':'trace','port':'web','frame':{'colour':'red'}} | there is no option 'colour' (known: src, dst, vlan, priority, type, length, arp, from, to, proto, from-port, to-port, icmp-type)",
                "{'op':'events','port':'web'} | 'events' has no field 'port'",
            })
    void whatMakesNoSenseIsRefusedAndChangesNothing(String request, String sentence) throws IOException {
        JsonNode before = desk.ask("{'op':'show','what':'ports'}");
        JsonNode macs = desk.ask("{'op':'show','what':'macs'}");
        assertEquals(sentence, desk.refusal(request));
        assertEquals(before, desk.ask("{'op':'show','what':'ports'}"));
        assertEquals(macs, desk.ask("{'op':'show','what':'macs'}"));
    }

    @Test
    void aRefusalSaysWhetherTheRequestOrTheSurroundingsHaveToChange() throws IOException {
        assertEquals("request", desk.reply("{'op':'stop'}").path("at").asString());
        assertEquals(
                "surroundings",
                desk.reply("{'op':'port add','attach':'memory:missing'}")
                        .path("at")
                        .asString());
    }

    @Test
    void aLineThatIsTooLongEndsTheConnectionAndHarmsNobodyElse() throws IOException {
        try (ControlClient rude = desk.another()) {
            assertThrows(IOException.class, () -> rude.ask("x".repeat(1 << 17)));
        }
        assertTrue(desk.ask("{'op':'show','what':'ports'}").isArray());
    }
}
