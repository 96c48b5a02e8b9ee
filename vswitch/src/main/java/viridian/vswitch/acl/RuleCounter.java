package viridian.vswitch.acl;

import java.util.concurrent.atomic.AtomicLong;

/** How often a rule of a port has matched. Stays with the rule when other rules change. Safe for several threads. */
final class RuleCounter {

    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void count(int length) {
        frames.getAndIncrement();
        bytes.getAndAdd(length);
    }

    RuleCount of(AclRule rule) {
        return new RuleCount(rule, frames.get(), bytes.get());
    }
}
