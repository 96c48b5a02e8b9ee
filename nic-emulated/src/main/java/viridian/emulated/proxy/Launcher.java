package viridian.emulated.proxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Starts a program that wants connected sockets given: QEMU's proxy takes a file descriptor, never a path, and Java hands none
 * to the processes it starts. A few lines of Perl, which is on every Debian (perl-base), connect them and pass them on.
 *
 * <p>The program ends with whoever started it, even if that is killed: then the launcher's standard input ends, and with the
 * launcher the program, which the kernel sees to. Where a person starts it, standard input is the program's own instead.
 */
public final class Launcher {

    /** The descriptor of the first socket in the program; the others follow. */
    static final int FIRST_DESCRIPTOR = 40;

    /**
     * {@code perl -e SCRIPT, first descriptor, number of sockets, whether it ends with standard input, the processor to run on
     * or nothing, the sockets' paths, the program and its arguments}. A machine of several processors has all of ours.
     */
    private static final String SCRIPT = """
            use strict; use Socket; use POSIX ":sys_wait_h";
            my ($descriptor, $count, $follows, $processor) = splice(@ARGV, 0, 4);
            my @sockets;
            for my $path (splice(@ARGV, 0, $count)) {
                socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or die "no socket: $!\\n";
                connect($socket, sockaddr_un($path)) or die "no connection to $path: $!\\n";
                push @sockets, $socket;
            }
            my $parent = $$;
            my $program = fork // die "no process: $!\\n";
            if (!$program) {
                syscall(157, 1, 9, 0, 0, 0); # PR_SET_PDEATHSIG, SIGKILL
                exit 1 if getppid() != $parent;
                if ($processor ne "" && !grep { $_ eq "-smp" } @ARGV) {
                    my $mask = "\\0" x 1024;
                    vec($mask, $processor, 1) = 1;
                    syscall(203, 0, length($mask), $mask); # sched_setaffinity
                }
                POSIX::dup2(fileno($_), $descriptor++) for @sockets;
                open(STDIN, "<", "/dev/null") if $follows;
                { exec { $ARGV[0] } @ARGV };
                print STDERR "$ARGV[0] does not start: $!\\n";
                POSIX::_exit(127);
            }
            close $_ for @sockets;
            $SIG{TERM} = sub { kill "TERM", $program };
            $SIG{CHLD} = sub { };
            my $ended;
            while (!($ended = waitpid($program, WNOHANG))) {
                my $in = $follows ? "\\1" : undef;
                last if select($in, undef, undef, 0.5) > 0 && !sysread(STDIN, my $ignored, 4096);
            }
            if (!$ended) { kill "KILL", $program; waitpid($program, 0); }
            exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
            """;

    private Launcher() {}

    /**
     * What to start instead of a program, and to keep the standard input of for as long as it is to run.
     *
     * @param sockets listening UNIX sockets, connected in this order
     * @param program and its arguments
     */
    public static List<String> command(List<Path> sockets, List<String> program) {
        return command(sockets, program, OptionalInt.empty());
    }

    /** The same on one processor of this computer, if any is named. */
    static List<String> command(List<Path> sockets, List<String> program, OptionalInt processor) {
        return command(sockets, program, "1", processor);
    }

    /** The same for a person at a shell: the program has the standard input, and runs until it ends or is ended. */
    static List<String> commandByHand(List<Path> sockets, List<String> program, OptionalInt processor) {
        return command(sockets, program, "", processor);
    }

    private static List<String> command(
            List<Path> sockets, List<String> program, String follows, OptionalInt processor) {
        List<String> command = new ArrayList<>(List.of("perl", "-e", SCRIPT));
        command.add(Integer.toString(FIRST_DESCRIPTOR));
        command.add(Integer.toString(sockets.size()));
        command.add(follows);
        command.add(processor.isPresent() ? Integer.toString(processor.getAsInt()) : "");
        for (Path socket : sockets) command.add(socket.toString());
        command.addAll(program);
        return command;
    }
}
