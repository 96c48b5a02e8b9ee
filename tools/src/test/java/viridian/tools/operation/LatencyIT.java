package viridian.tools.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import viridian.tools.control.ControlClient;

/** Every operation, there and back over the socket, takes less than a millisecond. */
class LatencyIT {

    private static final int WARM_UP = 300;
    private static final int ROUNDS = 300;
    private static final long MILLISECOND = 1_000_000;

    /** What is told and then taken back, so that every round finds the switch as the first did. */
    private static final List<List<String>> CYCLES = List.of(
            List.of("{'op':'show','what':'switch'}"),
            List.of("{'op':'show','what':'ports'}"),
            List.of("{'op':'show','what':'macs'}"),
            List.of("{'op':'show','what':'counters'}"),
            List.of("{'op':'show','what':'drops'}"),
            List.of("{'op':'show','what':'acls'}"),
            List.of(
                    "{'op':'acl add','port':'web','rule':'deny inbound protocol=tcp local-port=22'}",
                    "{'op':'acl remove','port':'web','rule':'deny inbound protocol=tcp local-port=22'}"),
            List.of("{'op':'show','what':'mirrors'}"),
            List.of("{'op':'show','what':'bandwidth'}"),
            List.of("{'op':'show','what':'rstp'}"),
            List.of("{'op':'show','what':'multicast'}"),
            List.of("{'op':'show','what':'teams'}"),
            List.of(
                    "{'op':'set','port':'web','settings':{'dhcp-guard':'on','max-bandwidth':'1G'}}",
                    "{'op':'set','port':'web','settings':{'dhcp-guard':'off','max-bandwidth':0}}"),
            List.of("{'op':'set','settings':{'rstp':true}}", "{'op':'set','settings':{'rstp':false}}"),
            List.of(
                    "{'op':'mirror add','name':'watch','settings':{'from':'web','to':'uplink'}}",
                    "{'op':'mirror remove','name':'watch'}"),
            List.of("{'op':'set','settings':{'ageing':60}}", "{'op':'set','settings':{'ageing':300}}"),
            List.of(
                    "{'op':'set','port':'web','settings':{'access':20}}",
                    "{'op':'set','port':'web','settings':{'access':10}}"),
            List.of("{'op':'port add','attach':'db=memory:db'}", "{'op':'port remove','port':'db'}"),
            List.of("{'op':'vlan add','port':'uplink','vlans':30}", "{'op':'vlan remove','port':'uplink','vlans':30}"),
            List.of(
                    "{'op':'mac add','vlan':11,'mac':'00-15-5D-00-00-09','port':'uplink'}",
                    "{'op':'mac delete','vlan':11,'mac':'00-15-5D-00-00-09'}"),
            List.of("{'op':'mac flush'}"),
            List.of(
                    "{'op':'trace','port':'web','frame':{'dst':'00-15-5D-00-00-02','from':'10.0.0.1','to':'10.0.0.2'}}"));

    @TempDir
    private Path folder;

    @Test
    void everyOperationTakesLessThanAMillisecond() throws IOException {
        List<String> slow = new ArrayList<>();
        try (Desk desk = new Desk(folder);
                ControlClient client = desk.another()) {
            for (List<String> cycle : CYCLES) {
                boolean quick = isQuick(client, cycle);
                if (!quick) quick = isQuick(client, cycle);
                if (!quick) slow.addAll(cycle);
            }
        }
        assertEquals(List.of(), slow);
    }

    /** Tried twice by the test, for a machine that is busy with something else for a second. */
    private static boolean isQuick(ControlClient client, List<String> cycle) throws IOException {
        long[][] nanos = new long[cycle.size()][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (int i = 0; i < cycle.size(); i++) {
                long took = took(client, cycle.get(i).replace('\'', '"'));
                if (round >= 0) nanos[i][round] = took;
            }
        }
        boolean quick = true;
        for (int i = 0; i < cycle.size(); i++) quick &= isQuick(cycle.get(i), nanos[i]);
        return quick;
    }

    private static long took(ControlClient client, String request) throws IOException {
        long start = System.nanoTime();
        String reply = client.ask(request);
        long took = System.nanoTime() - start;
        assertEquals("{\"ok\":true", reply.substring(0, 10), reply);
        return took;
    }

    private static boolean isQuick(String request, long[] nanos) {
        Arrays.sort(nanos);
        long median = nanos[nanos.length / 2];
        System.out.printf(
                "%6.3f ms median, %6.3f ms of 99 in 100: %s%n",
                median / 1e6, nanos[nanos.length * 99 / 100] / 1e6, request);
        return median < MILLISECOND;
    }
}
