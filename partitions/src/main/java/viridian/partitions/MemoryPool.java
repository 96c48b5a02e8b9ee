package viridian.partitions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The pages a partition or its parent gave the hypervisor for what it keeps about the partition (Hypervisor Top Level
 * Functional Specification, Memory Pools). Processors, ports, connections and children are paid for out of it.
 *
 * <p>Nothing is kept in the pages here, the hypervisor's memory is Java's; they are an account, so that no guest can make
 * more objects than somebody has paid for.
 */
public final class MemoryPool {

    private final Map<Partition, Deque<Long>> deposits = new HashMap<>();
    private long available;
    private long inUse;

    MemoryPool() {}

    /** Pages an object could still be paid with. */
    public synchronized long available() {
        return available;
    }

    /** Pages that pay for objects. */
    public synchronized long inUse() {
        return inUse;
    }

    synchronized void deposit(Partition from, long page) {
        deposits.computeIfAbsent(from, _ -> new ArrayDeque<>()).push(page);
        available++;
    }

    /** Takes a page back for the partition that gave it; empty if there is none, or all of them pay for something. */
    synchronized OptionalLong withdraw(Partition to) {
        Deque<Long> given = deposits.get(to);
        if (available == 0 || given == null || given.isEmpty()) return OptionalLong.empty();
        available--;
        return OptionalLong.of(given.pop());
    }

    /** Pays for an object; false if there are too few pages. */
    synchronized boolean take(int pages) {
        if (available < pages) return false;
        available -= pages;
        inUse += pages;
        return true;
    }

    /** An object is gone. */
    synchronized void giveBack(int pages) {
        available += pages;
        inUse -= pages;
    }

    /** All objects are gone. */
    synchronized void release() {
        giveBack((int) inUse);
    }

    synchronized boolean isEmpty() {
        return available + inUse == 0;
    }

    /** Every page goes back where it came from, whatever it paid for. */
    synchronized void drain() {
        deposits.forEach((owner, pages) -> pages.forEach(owner::returned));
        deposits.clear();
        available = 0;
        inUse = 0;
    }
}
