package viridian.emulated.driver;

/** How the driver of a board sets its medium and senses the link. */
sealed interface Medium permits PinMedium, TransceiverMedium {

    /** Bits of CSR6 that the medium wants. */
    int mode();

    /** While the adapter is looked for: finds out what there is. */
    void find();

    /** Bits of CSR6 to write before the adapter is reset for opening, 0 if it need not be written. */
    int modeBeforeReset();

    /** While the adapter is opened: takes the medium into use. */
    void select();

    /** Whether there is a link; what the far side agreed to may change {@link #mode}. */
    boolean sense();

    /** Nanoseconds until it should be sensed again. */
    long senseAgainNanos();
}
