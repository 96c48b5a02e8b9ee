package viridian.emulated.proxy;

/**
 * How the pins of a board's functions reach the inputs of a machine's interrupt controller. Functions may share an input, which
 * is up while one of them is.
 */
final class InterruptInputs {

    private final QtestSocket machine;
    private final int[] raised = new int[QtestSocket.INPUTS];

    InterruptInputs(QtestSocket machine) {
        this.machine = machine;
    }

    /** The pin of one more function, which leads nowhere yet. */
    RoutedLine pin() {
        return new Pin();
    }

    private final class Pin implements RoutedLine {

        private int input;
        private boolean up;
        private volatile long lowered;

        @Override
        public void raise() {
            synchronized (raised) {
                if (!up) drive();
                up = true;
            }
        }

        @Override
        public void lower() {
            synchronized (raised) {
                if (up) release();
                up = false;
            }
        }

        /** {@inheritDoc} Firmware may write any number; those of no input lead nowhere, as 0 does. */
        @Override
        public void route(int interrupt) {
            int wanted = interrupt < QtestSocket.INPUTS ? interrupt : 0;
            synchronized (raised) {
                if (wanted == input) return;
                if (up) release();
                input = wanted;
                if (up) drive();
            }
        }

        private void drive() {
            if (input != 0 && raised[input]++ == 0) machine.set(input, true);
        }

        private void release() {
            if (input != 0 && --raised[input] == 0) lowered = machine.set(input, false);
        }

        @Override
        public void settle() {
            machine.await(lowered);
        }
    }
}
