/** The plan of a lab as data: networks, adapters, hosts, and what they are meant to prove. Knows nothing of files. */
@NullMarked
package viridian.lab.topology;

import org.jspecify.annotations.NullMarked;
