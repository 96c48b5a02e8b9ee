package viridian.lab.host.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AttentionTest {

    private final Attention attention = new Attention(3);

    private boolean look(long... questions) {
        return attention.isPaid(questions);
    }

    @Test
    void aQuestionThatIsStillThereAfterSoManyLooksMoreIsNotHeard() {
        assertTrue(look(7));
        assertTrue(look(7));
        assertTrue(look(7));
        assertFalse(look(7));
    }

    @Test
    void whoeverIsAskedNothingPaysAttention() {
        for (int i = 0; i < 100; i++) assertTrue(look(0, 0));
    }

    @Test
    void whoeverIsAskedAgainAndAgainPaysAttention() {
        for (int i = 1; i < 100; i++) assertTrue(look(i));
    }

    @Test
    void anAnswerAtTheLastMomentBeginsTheCountAnew() {
        for (long question : new long[] {7, 7, 7, 8, 8, 8}) assertTrue(look(question));
        assertFalse(look(8));
    }

    @Test
    void oneDeviceThatDoesNotAnswerIsEnough() {
        assertTrue(look(1, 9));
        assertTrue(look(2, 9));
        assertTrue(look(0, 9));
        assertFalse(look(3, 9));
    }
}
