package viridian.tools;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code lab} command: everything a person does with the lab begins here. */
@Command(
        name = "lab",
        description = "A virtual networking lab on a virtual switch engine.",
        mixinStandardHelpOptions = true,
        version = "Viridian Lab 0.1.0",
        subcommands = {
            RunCommand.class,
            UpCommand.class,
            ListCommand.class,
            CheckCommand.class,
            SwitchCommand.class,
            AttachChildCommand.class,
            ShowCommand.class,
            SetCommand.class,
            PortCommand.class,
            VlanCommand.class,
            MacCommand.class,
            AclCommand.class,
            MirrorCommand.class,
            TraceCommand.class,
            EventsCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            CommandLine.HelpCommand.class
        },
        footerHeading = "%nThe launcher itself:%n",
        footer = {
            "  test    Build, and run every test.",
            "  install Install what tests and real machines need: Debian packages (as root), a kernel for QEMU's guests.",
            "  build   Build only.",
            "  mutate  Measure how many faults put into the switch its tests find.",
            "  fuzz    Look for bytes of a guest that break its host: fuzz [TARGET] [--seconds N]."
        })
public final class LabCommand {

    private LabCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Even what no program should catch must not end as "a claim fails", which is how Java's own exit code reads. */
    private static int run(String... arguments) {
        CommandLine lab = commandLine();
        try {
            return lab.execute(arguments);
        } catch (Error broken) {
            return Complaint.failure(broken, lab.getErr());
        }
    }

    /** The command with all that belongs to it; an error becomes a sentence and an exit code. */
    static CommandLine commandLine() {
        CommandLine lab = new CommandLine(new LabCommand());
        lab.setParameterExceptionHandler(Complaint::usage);
        lab.setExecutionExceptionHandler((failure, command, parsed) -> Complaint.failure(failure, command.getErr()));
        explain(lab, "switch", SwitchCommand.options());
        explain(lab, "trace", TraceCommand.options());
        explain(lab, "mirror", MirrorCommand.options());
        String[] version = lab.getCommandSpec().version();
        for (CommandLine command : lab.getSubcommands().values())
            command.getCommandSpec().version(version);
        return lab;
    }

    /** What can be written after some commands is known to the tables of options. */
    private static void explain(CommandLine lab, String command, String... lines) {
        CommandLine known = Objects.requireNonNull(lab.getSubcommands().get(command));
        known.getCommandSpec().usageMessage().footer(lines);
    }
}
