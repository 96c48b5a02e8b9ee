package viridian.vswitch.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test runs these programs: where one is not installed it is skipped, or fails if everything was required
 * ({@link Surroundings#REQUIRE_ALL}).
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Surroundings.class)
public @interface NeedsTool {

    /** Names as on the PATH. */
    String[] value();
}
