/** What a port must not send: servers' and routers' messages, foreign addresses, too much that goes to everybody. */
@NullMarked
package viridian.vswitch.security;

import org.jspecify.annotations.NullMarked;
