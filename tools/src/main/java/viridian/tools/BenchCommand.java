package viridian.tools;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import viridian.tools.bench.SwitchBench;
import viridian.tools.text.Table;

/** Measures on this machine what docs/performance.md says about another. */
@Command(name = "bench", description = "Measure the switch on this machine.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @Option(names = "--json", description = "one JSON array instead of a table")
    private boolean json;

    @Override
    public Integer call() {
        ArrayNode results = JsonMapper.shared().createArrayNode();
        Table table = new Table("frame bytes", "frames/s", "ns/frame", "spread");
        for (int bytes : SwitchBench.FRAME_BYTES) {
            SwitchBench.Result result = SwitchBench.measure(bytes);
            results.add(JsonMapper.shared()
                    .createObjectNode()
                    .put("frame_bytes", bytes)
                    .put("frames_per_second", Math.round(result.framesPerSecond()))
                    .put("nanos_per_frame", result.nanosPerFrame())
                    .put("spread", result.spread()));
            table.row(
                    bytes,
                    String.format(Locale.ROOT, "%,d", Math.round(result.framesPerSecond())),
                    number(result.nanosPerFrame()),
                    number(result.spread()));
        }
        System.out.println(json ? results.toString() : "switch alone, Nic to Nic, one core\n" + table);
        return ExitCode.OK;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
