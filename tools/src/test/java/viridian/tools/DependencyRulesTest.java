package viridian.tools;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom: the table of modules and packages in docs/architecture.md, held. */
class DependencyRulesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("viridian");

    /** For each part, the parts it may know besides itself. */
    private static final Map<String, String[]> MAY_KNOW = Map.of(
            "vswitch", parts(),
            "partitions", parts(),
            "offload", parts("vswitch"),
            "emulated", parts("partitions", "vswitch"),
            "synthetic", parts("partitions", "vswitch", "offload"),
            "lab", parts("vswitch", "partitions", "offload", "emulated", "synthetic"),
            "tools", parts("vswitch", "partitions", "offload", "emulated", "synthetic", "lab"));

    @ParameterizedTest
    @ValueSource(strings = {"vswitch", "partitions", "offload", "emulated", "synthetic", "lab", "tools"})
    void aModuleKnowsOnlyTheModulesBelowIt(String module) {
        String[] allowed = Stream.concat(Stream.of(module), Arrays.stream(MAY_KNOW.get(module)))
                .map(part -> "viridian." + part + "..")
                .toArray(String[]::new);
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("viridian." + module + "..")
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(allowed)
                        .or(JavaClass.Predicates.resideOutsideOfPackage("viridian..")))
                .check(CLASSES);
    }

    /** A partition and the parts it is made of (processors, buses) name each other; they are one room. */
    @Test
    void noTwoPackagesKnowEachOther() {
        var partitions = JavaClass.Predicates.resideInAPackage("viridian.partitions..");
        slices().matching("viridian.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(partitions, partitions)
                .check(CLASSES);
    }

    @Test
    void frameKnowsNoOtherPackageOfTheSwitch() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("viridian.vswitch.frame")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("viridian..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("viridian.vswitch.frame")))
                .check(CLASSES);
    }

    @Test
    void onlyTheBindingToRealInterfacesKnowsPcap() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("viridian.vswitch.nic..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.pcap4j..")
                .check(CLASSES);
    }

    private static String[] parts(String... names) {
        return names;
    }
}
