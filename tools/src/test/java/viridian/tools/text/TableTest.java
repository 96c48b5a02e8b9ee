package viridian.tools.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCellAndNumbersStandRight() {
        String table =
                new Table("port", "frames").row("a", 7).row("uplink", 1234).toString();
        assertEquals("""
                port    frames
                a            7
                uplink    1234""", table);
    }

    @Test
    void aRowWithAnotherNumberOfCellsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Table("one").row(1, 2));
    }

    @Test
    void anAddressIsNoNumberThoughItHasOnlyDigits() {
        String table = new Table("address", "age")
                .row("02-00-00-91-00-01", "1,000")
                .row("02-00-00-91-00-02", -5)
                .toString();
        assertEquals("""
                address              age
                02-00-00-91-00-01  1,000
                02-00-00-91-00-02     -5""", table);
    }
}
