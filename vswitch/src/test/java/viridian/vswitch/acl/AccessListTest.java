package viridian.vswitch.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of a port's rules, and which of them are of no use. */
class AccessListTest {

    private static List<String> ordered(String rules) {
        return AccessList.parse(rules).ordered().stream().map(AclRule::toString).toList();
    }

    @Test
    void theLargestWeightIsAskedFirstWhateverItsKind() {
        assertEquals(
                List.of("allow both weight=9", "deny both weight=5", "meter both remote=any weight=1"),
                ordered("meter both remote=any weight=1\nallow both weight=9\ndeny both weight=5"));
    }

    @Test
    void ofOneWeightTheLongestPrefixIsAskedFirst() {
        assertEquals(
                List.of(
                        "allow both remote=10.1.1.1",
                        "deny both remote=10.1.0.0/16",
                        "allow both remote=10.0.0.0/8",
                        "deny both"),
                ordered(
                        "deny both\nallow both remote=10.0.0.0/8\nallow both remote=10.1.1.1\ndeny both remote=10.1.0.0/16"));
    }

    @Test
    void weightCountsMoreThanPrefix() {
        assertEquals(
                List.of("deny both weight=1", "allow both remote=10.1.1.1"),
                ordered("allow both remote=10.1.1.1\ndeny both weight=1"));
    }

    @Test
    void otherwiseRulesAreAskedAsTheyAreWritten() {
        assertEquals(
                List.of("allow both protocol=tcp", "deny both", "allow inbound"),
                ordered("allow both protocol=tcp\ndeny both\nallow inbound"));
    }

    @Test
    void readsLinesWithRemarksAndPrintsThemAgain() {
        AccessList list = AccessList.parse(
                "# web server\nallow inbound protocol=tcp local-port=80 # and nothing else\n\ndeny inbound");
        assertEquals("allow inbound protocol=tcp local-port=80\ndeny inbound", list.toString());
        assertEquals(list, AccessList.parse(list.toString()));
    }

    @Test
    void saysInWhichLineAWordIsWrong() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> AccessList.parse("deny both\ndeny up"));
        assertEquals("line 2: 'up': a rule goes on with inbound, outbound or both", refused.getMessage());
    }

    @Test
    void aRuleIsThereOnce() {
        AccessList list = AccessList.parse("deny both");
        AclRule rule = AclRule.parse("deny both");
        assertThrows(IllegalArgumentException.class, () -> list.with(rule));
        assertEquals(AccessList.EMPTY, list.without(rule));
        assertThrows(IllegalArgumentException.class, () -> AccessList.EMPTY.without(rule));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deny both weight=2                         | allow inbound remote=10.0.0.1             | 1
            deny inbound weight=2                      | allow both remote=10.0.0.1                | 0
            allow both remote=10.0.0.0/8 weight=2      | deny both remote=10.1.0.0/16 weight=1     | 1
            allow both remote=10.1.0.0/16 weight=2     | deny both remote=10.0.0.0/8 weight=1      | 0
            allow both remote=any weight=2             | deny both protocol=tcp weight=1           | 1
            allow both remote=any weight=2             | deny both weight=1                        | 0
            allow both remote=0.0.0.0/0 weight=2       | deny both local=10.0.0.1 weight=1         | 1
            allow both remote=0.0.0.0/0 weight=2       | deny both remote=any weight=1             | 0
            allow both remote=0.0.0.0/0 weight=2       | deny both local=2001:db8::1 weight=1      | 0
            meter both remote=any weight=2             | deny both remote=10.0.0.1 weight=1        | 0
            deny both remote=any weight=2              | meter both remote=10.0.0.1 weight=1       | 1
            deny both protocol=tcp weight=2            | deny both protocol=tcp local-port=1       | 1
            deny both protocol=tcp local-port=1-9 weight=2 | deny both protocol=tcp local-port=5-9 | 1
            deny both protocol=tcp local-port=1-9 weight=2 | deny both protocol=tcp local-port=5-10| 0
            deny both protocol=tcp local-port=1-9 weight=2 | deny both protocol=udp local-port=5-9 | 0
            deny both local-mac=00-15-5D-00-00-01 weight=2 | deny both local-mac=00-15-5D-00-00-01 remote=any | 1
            deny both local-mac=00-15-5D-00-00-01 weight=2 | deny both remote=any                  | 0
            """)
    void tellsARuleThatNeverMatches(String before, String rule, int shadowed) {
        List<String> told = AccessList.parse(before + "\n" + rule).shadowed();
        assertEquals(shadowed, told.size(), told::toString);
    }

    @Test
    void namesTheRulesThatDecideBefore() {
        assertEquals(
                List.of("'allow both protocol=tcp' never matches: 'deny inbound weight=2' and 'deny outbound weight=1'"
                        + " before it decides about all its frames"),
                AccessList.parse("allow both protocol=tcp\ndeny outbound weight=1\ndeny inbound weight=2")
                        .shadowed());
    }
}
