package viridian.emulated.device;

/** What is on the board around the chip: ROMs, transceiver, and where the link is to be seen. */
final class Wiring {

    /** CSR9 and CSR10. */
    final RomPort roms;

    /** CSR12. */
    final GeneralPurposePort pins = new GeneralPurposePort();

    private final Phy phy = new Phy();
    private final Media media;

    Wiring(Dec21140Settings settings) {
        media = settings.media();
        SerialRom rom = new SerialRom(RomImage.of(settings.address(), media));
        roms = new RomPort(rom, settings.bootRom(), new MiiPort(media == Media.MII ? phy : null));
    }

    /** What a software reset reaches: the chip's own pins, neither the ROMs nor the transceiver. */
    void reset() {
        roms.reset();
        pins.reset();
    }

    /**
     * What the bus's reset reaches, and with it all the rest: the transceiver's reset pin is wired to it, and whatever was being
     * said to it or to the serial ROM is over. What is written in that ROM stays.
     */
    void powerOn() {
        roms.powerOn();
        phy.powerOn();
    }

    /** The cable is plugged in or pulled out. */
    void link(boolean up) {
        if (media == Media.MII) phy.link(up);
        else pins.link(up);
    }
}
