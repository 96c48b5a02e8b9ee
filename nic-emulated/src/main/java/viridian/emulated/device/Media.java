package viridian.emulated.device;

/** How the board is wired to its medium, which its serial ROM tells the driver. */
public enum Media {

    /**
     * No transceiver to talk to: 100BASE-TX, the link on pin 6 of the general purpose port. That is the board whose
     * medium costs a driver the fewest register accesses.
     */
    GPR,

    /** A transceiver (PHY 1) behind the management interface of CSR9: some ten thousand accesses more to find it. */
    MII
}
