package viridian.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import viridian.lab.file.ScenarioException;
import viridian.lab.topology.Spelling;

/** What a command that failed says to its user, and the exit code it ends with. */
final class Complaint {

    private Complaint() {}

    /** About a command line that cannot be understood. */
    static int usage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + sentence(wrong));
        if (arguments.length == 0) command.usage(err);
        else err.println("'" + name + " --help' shows how it is used");
        return ExitCode.BAD_INPUT;
    }

    private static String sentence(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        boolean first = wrong instanceof UnmatchedArgumentException && command.getParent() == null;
        if (!first) return String.valueOf(wrong.getMessage());
        String word = ((UnmatchedArgumentException) wrong).getUnmatched().getFirst();
        return "there is no command '%s' (%s)"
                .formatted(
                        word, Spelling.suggestion(word, command.getSubcommands().keySet()));
    }

    /** About anything else that went wrong. */
    static int failure(Throwable failure, PrintWriter err) {
        return switch (failure) {
            case ScenarioException bad -> {
                bad.problems().forEach(err::println);
                yield ExitCode.BAD_INPUT;
            }
            case IllegalArgumentException bad -> says(err, String.valueOf(bad.getMessage()), ExitCode.BAD_INPUT);
            case IOException lacking -> says(err, sentence(lacking), ExitCode.SURROUNDINGS_LACK);
            case UncheckedIOException lacking ->
                says(err, sentence(Objects.requireNonNull(lacking.getCause())), ExitCode.SURROUNDINGS_LACK);
            default -> {
                err.println("lab: a fault of Viridian Lab itself; please report it with these lines:");
                failure.printStackTrace(err);
                yield ExitCode.OUR_FAULT;
            }
        };
    }

    private static int says(PrintWriter err, String sentence, int exitCode) {
        err.println("lab: " + sentence);
        return exitCode;
    }

    /** The file system's own exceptions hold a bare path. */
    static String sentence(IOException lacking) {
        return switch (lacking) {
            case AccessDeniedException denied -> "no right to read or write " + denied.getFile();
            case NoSuchFileException missing -> "there is no " + missing.getFile() + ", or no folder to put it in";
            case FileAlreadyExistsException there -> there.getFile() + " is there already, and is no folder";
            case FileSystemException other when other.getReason() == null -> "cannot use " + other.getFile();
            default -> String.valueOf(lacking.getMessage());
        };
    }
}
