package viridian.synthetic.guest;

/** What kind of packet a transaction id belongs to: the upper half says it, the lower half which one. */
final class Transaction {

    /** Frames in a send section; the lower half is the section's index. */
    static final int SECTION = 0;

    /** A frame sent from memory of its own; the lower half is its slot. */
    static final int LARGE = 1;

    /** An RNDIS control message. */
    static final int CONTROL = 2;

    /** An NVSP message. */
    static final int NVSP = 3;

    /** A large send from memory of its own; the lower half is its slot. */
    static final int LARGE_SEND = 4;

    private Transaction() {}

    static long id(int kind, int index) {
        return (long) kind << 32 | index;
    }

    static int kind(long id) {
        return (int) (id >>> 32);
    }

    static int index(long id) {
        return (int) id;
    }
}
