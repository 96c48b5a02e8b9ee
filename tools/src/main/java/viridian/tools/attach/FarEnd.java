package viridian.tools.attach;

import org.jspecify.annotations.Nullable;

/** An adapter whose far end can be lost under a running switch. */
public interface FarEnd {

    /** What it is, such as {@code interface eth1}. */
    String farEnd();

    /** Why nothing arrives from there any more, or null. */
    @Nullable
    String failure();

    /** What brings it back, as the end of a sentence. */
    default String remedy() {
        return "lab port remove and lab port add take it in again";
    }
}
