package viridian.lab.host.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import viridian.emulated.proxy.Launcher;
import viridian.emulated.proxy.LegacyBoard;

/**
 * What a machine is made of.
 *
 * @param name for people
 * @param console the file its first serial port writes to
 * @param megabytes of memory
 * @param boot what runs when it is switched on
 * @param cards QEMU's own network cards
 * @param shell the UNIX socket its second serial port is connected to, where somebody listens
 */
public record MachineSettings(
        String name,
        Path console,
        int megabytes,
        Accelerator accelerator,
        Boot boot,
        List<MachineCard> cards,
        Optional<Path> shell) {

    static final String PROGRAM = "qemu-system-x86_64";

    /** For a Linux kernel: its messages on the first serial port, few of them, and no restart after a panic. */
    public static final String QUIET = "console=ttyS0 quiet panic=-1 nokaslr mitigations=off";

    /** Our choice: a Debian kernel with an image of some ten megabytes needs half of it. */
    public static final int USUAL_MEGABYTES = 256;

    /**
     * The slots of the cards, eight at most. Of machine "pc", pin A of these leads to interrupt 10 (hw/i386/pc_piix.c and
     * SeaBIOS' src/fw/pciinit.c), so that interrupt 11 is left to a board in slot 4 whose line is driven from outside.
     */
    private static final List<Integer> SLOTS = List.of(5, 6, 9, 10, 13, 14, 17, 18);

    /** What runs when a machine is switched on. */
    public sealed interface Boot {

        /** QEMU's option -kernel: what to load. */
        Path kernel();

        /** What it is told. */
        String words();

        /** A kernel, or anything else with a kernel's header, as iPXE's ipxe.lkrn. */
        record Kernel(Path kernel, String words) implements Boot {}

        /** A kernel with a file system of its own. */
        record KernelAndImage(Path kernel, Path image, String words) implements Boot {}
    }

    public MachineSettings {
        cards = List.copyOf(cards);
        if (cards.size() > SLOTS.size()) throw new IllegalArgumentException(name + " has no slot for so many cards");
    }

    /** A machine without cards, whose processor is emulated. */
    public static MachineSettings named(String name, Path console) {
        Boot nothing = new Boot.Kernel(Path.of("vmlinuz"), "");
        return new MachineSettings(
                name, console, USUAL_MEGABYTES, Accelerator.TCG, nothing, List.of(), Optional.empty());
    }

    public MachineSettings withMegabytes(int of) {
        return new MachineSettings(name, console, of, accelerator, boot, cards, shell);
    }

    public MachineSettings withAccelerator(Accelerator by) {
        return new MachineSettings(name, console, megabytes, by, boot, cards, shell);
    }

    public MachineSettings withBoot(Boot what) {
        return new MachineSettings(name, console, megabytes, accelerator, what, cards, shell);
    }

    public MachineSettings withCards(List<MachineCard> all) {
        return new MachineSettings(name, console, megabytes, accelerator, boot, all, shell);
    }

    public MachineSettings withShell(Path socket) {
        Optional<Path> at = Optional.of(socket);
        return new MachineSettings(name, console, megabytes, accelerator, boot, cards, at);
    }

    /** The command that starts it, and ends it with us. */
    List<String> command() {
        List<String> program = new ArrayList<>(List.of(PROGRAM, "-machine", "pc", "-m", Integer.toString(megabytes)));
        program.addAll(words());
        return Launcher.command(List.of(), program);
    }

    /** The same with a board of ours, whose memory it has. */
    List<String> command(LegacyBoard board) {
        return board.launch(PROGRAM, words());
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("-name", name.replace(",", ",,"), "-nodefaults", "-no-user-config"));
        words.addAll(List.of("-display", "none", "-no-reboot", "-accel", accelerator.word()));
        words.addAll(List.of("-chardev", "file,id=console,path=" + MachineCard.escaped(console)));
        words.addAll(List.of("-serial", "chardev:console"));
        shell.ifPresent(at -> words.addAll(
                List.of("-chardev", "socket,id=shell,path=" + MachineCard.escaped(at), "-serial", "chardev:shell")));
        for (int i = 0; i < cards.size(); i++) words.addAll(cards.get(i).words(i, SLOTS.get(i)));
        words.addAll(bootWords());
        return words;
    }

    private List<String> bootWords() {
        Stream<String> image = boot instanceof Boot.KernelAndImage(Path _, Path file, String _)
                ? Stream.of("-initrd", file.toString())
                : Stream.of();
        return Stream.concat(Stream.of("-kernel", boot.kernel().toString(), "-append", boot.words()), image)
                .toList();
    }
}
