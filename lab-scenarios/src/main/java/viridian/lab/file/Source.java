package viridian.lab.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The text of a scenario and where it is from.
 *
 * @param label the file as the user named it
 * @param folder where files it is based on are looked for
 * @param builtIn whether it came with the lab, whose build has held it against the schema
 */
record Source(String label, String text, Path folder, boolean builtIn) {

    static Source text(String label, String text) {
        return new Source(label, text, Path.of(""), false);
    }

    static Source file(Path file) throws ScenarioException {
        Position whole = Position.whole(file.toString());
        if (Files.isDirectory(file)) throw ScenarioException.of(whole, "this is a folder", "name one file in it");
        if (!Files.exists(file))
            throw ScenarioException.of(whole, "there is no such file", Neighbours.suggestion(file));
        try {
            Path parent = file.getParent();
            return new Source(file.toString(), Files.readString(file), parent == null ? Path.of("") : parent, false);
        } catch (CharacterCodingException reason) {
            throw ScenarioException.of(whole, "this is no text in UTF-8", "is it a scenario at all?");
        } catch (IOException reason) {
            throw ScenarioException.of(whole, "the file cannot be read", String.valueOf(reason.getMessage()));
        }
    }

    /** What another scenario is based on: a file beside it, if it looks like one, or a scenario of the lab's own. */
    Source base(Tree.Scalar reference) throws ScenarioException {
        if (!looksLikeFile(reference.text())) return ScenarioCatalogue.source(reference.text(), reference.position());
        try {
            return file(folder.resolve(reference.text()));
        } catch (ScenarioException | InvalidPathException reason) {
            throw ScenarioException.of(
                    reference.position(), "this scenario cannot be based on that: " + reason.getMessage(), "");
        }
    }

    static boolean looksLikeFile(String text) {
        return text.endsWith(".yaml") || text.endsWith(".yml") || text.contains("/");
    }
}
