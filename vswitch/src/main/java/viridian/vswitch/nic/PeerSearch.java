package viridian.vswitch.nic;

/** How an adapter on a socket comes to the next peer: it listens for one, or goes and connects. */
interface PeerSearch {

    /** Looks for one peer. Called again when that one is gone. */
    void next();

    /** Where it looks, such as a socket's path. */
    String place();

    /** Called when nothing runs any more: takes away what others could see of it. */
    void end();
}
