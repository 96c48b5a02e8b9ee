package viridian.emulated.device;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import viridian.vswitch.frame.MacAddress;

/**
 * How one adapter is built. Each {@code with…} gives a changed copy.
 *
 * @param address burnt into the serial ROM
 * @param media how the board is wired to its medium
 * @param bootRom what firmware boots from, if there is one
 * @param function its number on a board of several adapters, 0 to 3; it says so by its interrupt pin
 * @param functions adapters on the board: with more than one the header says "multi-function"
 * @param transmitter what sends: the guest's processor itself, during the access that asked for it, unless another is named
 * @param oscillator what its timers count by
 * @param backlog frames that wait before it while its driver is behind; those for which there is no room are missed
 */
public record Dec21140Settings(
        MacAddress address,
        Media media,
        @Nullable BootRom bootRom,
        int function,
        int functions,
        Executor transmitter,
        Oscillator oscillator,
        int backlog) {

    /** Adapters one board of this family has at most. */
    public static final int MOST_FUNCTIONS = 4;

    public Dec21140Settings {
        if (functions < 1 || functions > MOST_FUNCTIONS || function < 0 || function >= functions) {
            throw new IllegalArgumentException("a board has one to four legacy adapters; there is no number " + function
                    + " of " + functions + ": plug what is too many as synthetic adapters");
        }
    }

    /** One adapter alone on its board, as firmware of a virtual machine shows it. */
    public static Dec21140Settings of(MacAddress address) {
        return new Dec21140Settings(address, Media.GPR, null, 0, 1, Runnable::run, Oscillator.STANDING, 0);
    }

    public Dec21140Settings withMedia(Media wiring) {
        return new Dec21140Settings(address, wiring, bootRom, function, functions, transmitter, oscillator, backlog);
    }

    public Dec21140Settings withBootRom(BootRom rom) {
        return new Dec21140Settings(address, media, rom, function, functions, transmitter, oscillator, backlog);
    }

    /**
     * One of several on a board. A {@link viridian.partitions.pci.PciBus} says this of the devices in it by itself, other
     * buses (QEMU's) leave it to the device.
     */
    public Dec21140Settings withPlace(int number, int ofHowMany) {
        return new Dec21140Settings(address, media, bootRom, number, ofHowMany, transmitter, oscillator, backlog);
    }

    /**
     * Frames leave on an executor, not during the register access that announced them: the guest goes on filling
     * descriptors meanwhile. The executor takes work for as long as the adapter has a guest; work of one adapter never
     * runs twice at a time.
     */
    public Dec21140Settings withTransmitter(Executor executor) {
        return new Dec21140Settings(address, media, bootRom, function, functions, executor, oscillator, backlog);
    }

    public Dec21140Settings withOscillator(Oscillator swinging) {
        return new Dec21140Settings(address, media, bootRom, function, functions, transmitter, swinging, backlog);
    }

    /**
     * So many frames wait before the adapter while its driver is behind, instead of being missed: what a wire of 100 Mbit/s
     * would do by its slowness, for a driver that is far slower than the switch.
     */
    public Dec21140Settings withBacklog(int frames) {
        return new Dec21140Settings(address, media, bootRom, function, functions, transmitter, oscillator, frames);
    }
}
