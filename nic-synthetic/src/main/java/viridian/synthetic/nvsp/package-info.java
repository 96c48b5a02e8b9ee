/** NVSP: what the two halves of a synthetic adapter say to each other about versions, buffers and RNDIS packets. */
@NullMarked
package viridian.synthetic.nvsp;

import org.jspecify.annotations.NullMarked;
