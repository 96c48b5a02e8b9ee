package viridian.vswitch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import viridian.vswitch.nic.linux.Command;

/** The one place that decides whether a test which needs more than a JVM runs, is skipped, or fails for the lack. */
public final class Surroundings implements ExecutionCondition {

    /** The system property or environment variable that, being {@code true}, makes a lack a failure. */
    public static final String REQUIRE_ALL = "VIRIDIAN_REQUIRE_ALL";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return verdict(lacks(context));
    }

    /**
     * Whether a test runs that needs something this class knows nothing of.
     *
     * @param lacks what is not there, with what to do; empty if all is
     */
    public static ConditionEvaluationResult verdict(List<String> lacks) {
        return verdict(lacks, requireAll());
    }

    static ConditionEvaluationResult verdict(List<String> lacks, boolean requireAll) {
        if (lacks.isEmpty()) return ConditionEvaluationResult.enabled("everything needed is here");
        String sentence = "this test needs " + String.join(" and ", lacks);
        if (requireAll) throw new IllegalStateException(sentence + ", and " + REQUIRE_ALL + " is set");
        return ConditionEvaluationResult.disabled(sentence);
    }

    private static List<String> lacks(ExtensionContext context) {
        List<String> lacks = new ArrayList<>();
        if (AnnotationSupport.isAnnotated(context.getElement(), NeedsRoot.class) && !mayAdministerNetworks()) {
            lacks.add("root");
        }
        AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class).ifPresent(needed -> {
            for (String tool : needed.value()) {
                if (!Command.isInstalled(tool)) {
                    lacks.add("the program " + tool + " (apt-get install " + Command.packageOf(tool) + ")");
                }
            }
        });
        return lacks;
    }

    private static boolean requireAll() {
        return Boolean.getBoolean(REQUIRE_ALL) || Boolean.parseBoolean(System.getenv(REQUIRE_ALL));
    }

    /** CAP_NET_ADMIN, bit 12 of the effective capabilities (capabilities(7)), and user 0, whose /run/netns it is. */
    private static boolean mayAdministerNetworks() {
        try {
            String status = Files.readString(Path.of("/proc/self/status"));
            long capabilities = Long.parseUnsignedLong(field(status, "CapEff"), 16);
            return field(status, "Uid").equals("0") && ((capabilities >>> 12) & 1) != 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .map(line -> line.split("\\s+", -1)[1])
                .orElse("");
    }
}
