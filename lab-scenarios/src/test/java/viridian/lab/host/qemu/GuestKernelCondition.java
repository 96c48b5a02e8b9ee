package viridian.lab.host.qemu;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import viridian.vswitch.testing.Surroundings;

/** Looks for the kernel of real guests. */
final class GuestKernelCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Surroundings.verdict(GuestFiles.areThere() ? List.of() : List.of("a guest kernel (run ./lab install)"));
    }
}
