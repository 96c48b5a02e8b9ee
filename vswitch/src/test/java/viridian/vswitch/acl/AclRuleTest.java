package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.packet.IpPrefix;
import viridian.vswitch.packet.IpProtocol;

/** Rules as people write them. */
class AclRuleTest {

    @Test
    void everyWordFindsItsPlace() {
        AclRule rule = AclRule.parse(
                "allow inbound protocol=tcp local-mac=00-15-5D-00-00-01 remote-mac=00-15-5D-00-00-02"
                        + " local=10.1.0.0/16 remote=any local-port=22-23 remote-port=1024-65535 weight=10 stateful timeout=60");
        Side local = Side.ANY
                .withMac(MacAddress.of(0x0015_5D00_0001L))
                .withPrefix(IpPrefix.parse("10.1.0.0/16"))
                .withPorts(new PortRange(22, 23));
        Side remote =
                Side.ANY.withMac(MacAddress.of(0x0015_5D00_0002L)).withAnyIp().withPorts(new PortRange(1024, 65535));
        assertEquals(new AclRule(Action.ALLOW, Direction.INBOUND, local, remote, IpProtocol.TCP, 10, 60), rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deny both",
                "allow outbound stateful timeout=240",
                "meter inbound remote=any",
                "deny inbound protocol=tcp remote=10.0.0.0/8 local-port=22-23 weight=10 stateful timeout=60",
                "allow both protocol=icmpv6 local=2001:db8::/32 remote=fe80::1",
                "deny outbound protocol=47 remote-mac=FF-FF-FF-FF-FF-FF",
                "allow inbound protocol=udp local-port=53"
            })
    void isPrintedAsItIsRead(String text) {
        assertEquals(text, AclRule.parse(text).toString());
    }

    @Test
    void orderSpaceAndCapitalsDoNotMatter() {
        assertEquals(
                AclRule.parse("allow both protocol=udp remote=10.0.0.1 weight=3"),
                AclRule.parse("  Allow BOTH weight=3\tRemote=10.0.0.1/32 protocol=UDP "));
    }

    @Test
    void aStatefulRuleWithoutTimeoutHasTheDefault() {
        assertEquals(
                AclRule.DEFAULT_IDLE_SECONDS,
                AclRule.parse("allow outbound stateful").idleSeconds());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | a rule begins with allow, deny or meter
            alow inbound                          | 'alow': a rule begins with allow, deny or meter
            allow                                 | a rule goes on with inbound, outbound or both
            allow in                              | 'in': a rule goes on with inbound, outbound or both
            deny both remte=10.0.0.1              | 'remte=10.0.0.1': a rule says protocol
            deny both remote=10.0.0.300           | 'remote=10.0.0.300': '10.0.0.300' is no IP address
            deny both remote=10.0.0.1/8           | 'remote=10.0.0.1/8': 10.0.0.1 has bits set behind its first 8
            deny both remote=                     | 'remote=': a value is missing
            deny both remote                      | 'remote': a value is missing
            deny both weight=-1                   | 'weight=-1': weights are 0 to 65535
            deny both weight=1 weight=1           | 'weight=1' says weight a second time
            deny both protocol=256                | 'protocol=256': protocols are tcp, udp, icmp, icmpv6 or 0 to 255
            deny both protocol=tcp local-port=9-1 | 'local-port=9-1': the range 9-1 runs backwards
            deny both protocol=tcp local-port=70000 | 'local-port=70000': ports are 0 to 65535
            deny both protocol=tcp local-port=www | 'local-port=www': ports are a number or a range
            deny both local-port=80               | 'deny both local-port=80': a port needs protocol=tcp or protocol=udp
            deny both local=10.0.0.1 remote=::1   | one address is IPv4 and the other IPv6
            deny both local-mac=7                 | 'local-mac=7': '7' is no MAC address
            allow both timeout=9                  | only a stateful rule has a timeout
            allow both stateful=yes               | 'stateful=yes': stateful stands alone
            allow both stateful timeout=0         | 'timeout=0': timeouts are 1 to 65535
            meter both                            | a meter needs an IP address
            meter both remote=any stateful        | a meter lets nothing pass
            """)
    void whatIsNoRuleIsRefusedWithTheWordAndTheReason(String text, String sentence) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> AclRule.parse(text));
        assertTrue(String.valueOf(refused.getMessage()).contains(sentence), refused::getMessage);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyRuleSurvivesItsText(long seed) {
        AclDice dice = new AclDice(seed);
        for (int i = 0; i < 3000; i++) {
            AclRule rule = dice.rule();
            assertEquals(rule, AclRule.parse(rule.toString()), "seed " + seed);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void damagedTextIsReadOrRefusedButNothingElse(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AclDice dice = new AclDice(seed);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(dice.rule().toString());
            text.setCharAt(random.nextInt(text.length()), (char) (' ' + random.nextInt(95)));
            try {
                AclRule.parse(text.toString());
            } catch (IllegalArgumentException expected) {
                assertTrue(!String.valueOf(expected.getMessage()).isBlank(), () -> "seed " + seed + ": " + text);
            }
        }
    }
}
