package viridian.lab.host.worker;

/**
 * Whether a worker process still answers. It is looked at again and again, by a thread of the same computer: where nobody gets on,
 * because all are stopped or kept from work, that thread does not either, and the silence is not held against the worker.
 */
final class Attention {

    private final int patience;
    private long[] before = {};
    private int looks;

    /** @param patience how many looks one question may stay without its answer */
    Attention(int patience) {
        this.patience = patience;
    }

    /**
     * One look.
     *
     * @param questions what each device is asked now, by number; 0 for nothing
     * @return false if a question has waited longer than the patience
     */
    boolean isPaid(long[] questions) {
        looks = isOld(questions) ? looks + 1 : 0;
        before = questions;
        return looks < patience;
    }

    private boolean isOld(long[] questions) {
        for (int i = 0; i < Math.min(questions.length, before.length); i++) {
            if (questions[i] != 0 && questions[i] == before[i]) return true;
        }
        return false;
    }
}
