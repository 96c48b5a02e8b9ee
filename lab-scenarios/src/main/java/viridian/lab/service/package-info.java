/** What a host of a lab gives others: addresses by DHCP and files by TFTP, and the two clients a machine boots with. */
@NullMarked
package viridian.lab.service;

import org.jspecify.annotations.NullMarked;
