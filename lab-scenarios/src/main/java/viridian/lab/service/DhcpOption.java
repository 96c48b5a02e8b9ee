package viridian.lab.service;

/** The options of DHCP spoken here, by their codes (RFC 2132; 77 RFC 3004; 175 iPXE's own). */
final class DhcpOption {

    static final int PAD = 0;
    static final int SUBNET_MASK = 1;
    static final int ROUTER = 3;
    static final int NAME_SERVERS = 6;
    static final int REQUESTED_ADDRESS = 50;
    static final int LEASE_SECONDS = 51;

    /** Whether the fields for a file's and a server's name hold options too: 1, 2, or 3 for both. */
    static final int OVERLOAD = 52;

    static final int MESSAGE_TYPE = 53;
    static final int SERVER = 54;
    static final int MESSAGE = 56;
    static final int RENEW_SECONDS = 58;
    static final int REBIND_SECONDS = 59;
    static final int VENDOR_CLASS = 60;
    static final int NEXT_SERVER_NAME = 66;
    static final int BOOT_FILE = 67;
    static final int USER_CLASS = 77;
    static final int IPXE = 175;
    static final int END = 255;

    private DhcpOption() {}
}
