package viridian.lab.host.qemu;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test boots real guests: where {@code ./lab install} has not unpacked their kernel it is skipped, unless all is required. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GuestKernelCondition.class)
public @interface NeedsGuestKernel {}
