package viridian.emulated.device;

/**
 * The transceiver of the MII board: 10BASE-T and 100BASE-TX, which has always agreed with its partner on 100 Mb/s full
 * duplex (IEEE 802.3, section 22.2.4).
 */
final class Phy {

    /** Where it is among the 32 on a management bus. */
    static final int ADDRESS = 1;

    private static final int CONTROL = 0;
    private static final int STATUS = 1;
    private static final int ID_1 = 2;
    private static final int ID_2 = 3;
    private static final int ADVERTISEMENT = 4;
    private static final int PARTNER = 5;
    private static final int EXPANSION = 6;

    private static final int RESET = 1 << 15;
    private static final int RESTART = 1 << 9;
    private static final int CONTROL_RESET = 0x3100; // 100 Mb/s full duplex, by negotiation
    private static final int ADVERTISEMENT_RESET = 0x01E1;
    private static final int ABILITIES = 0x7809;
    private static final int LINK_AND_NEGOTIATED = 0x0024;
    private static final int PARTNER_ABILITIES = 0x45E1;
    private static final int PARTNER_NEGOTIATES = 1;

    /** A DP83840A, as boards of the time had it. */
    private static final int OUI_HIGH = 0x2000;

    private static final int OUI_LOW_AND_MODEL = 0x5C01;

    private int control;
    private int advertisement;
    private boolean link;
    private boolean fell;

    Phy() {
        restart();
    }

    /** Its reset pin: what the driver wrote and what it has not asked yet are forgotten, the cable stays as it is. */
    void powerOn() {
        restart();
        fell = false;
    }

    private void restart() {
        control = CONTROL_RESET;
        advertisement = ADVERTISEMENT_RESET;
    }

    /** The cable is plugged in or pulled out. */
    void link(boolean up) {
        fell |= link && !up;
        link = up;
    }

    int read(int register) {
        return switch (register) {
            case CONTROL -> control;
            case STATUS -> status();
            case ID_1 -> OUI_HIGH;
            case ID_2 -> OUI_LOW_AND_MODEL;
            case ADVERTISEMENT -> advertisement;
            case PARTNER -> link ? PARTNER_ABILITIES : 0;
            case EXPANSION -> link ? PARTNER_NEGOTIATES : 0;
            default -> 0;
        };
    }

    /** A link that was lost since it was last asked is down once, even if it is up again. */
    private int status() {
        boolean up = link && !fell;
        fell = false;
        return ABILITIES | (up ? LINK_AND_NEGOTIATED : 0);
    }

    void write(int register, int value) {
        if (register == ADVERTISEMENT) advertisement = value;
        if (register != CONTROL) return;
        if ((value & RESET) != 0) restart();
        else control = value & ~RESTART;
    }
}
