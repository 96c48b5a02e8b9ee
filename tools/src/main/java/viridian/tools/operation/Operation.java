package viridian.tools.operation;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One thing a running switch can be asked or told.
 *
 * @param name as it stands in {@code op}: the words one types after {@code lab}
 * @param fields what a request may say besides
 * @param handler does it
 */
record Operation(String name, List<String> fields, Handler handler) {

    /** Does what a request asks for. */
    interface Handler {

        /**
         * The result, for the reply. What makes no sense is refused, and has changed nothing.
         *
         * @throws IllegalArgumentException with a sentence for who asked
         * @throws IOException if the surroundings fail
         */
        JsonNode handle(Request request) throws IOException;
    }
}
