package viridian.emulated.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import viridian.emulated.device.AddressFilter.Verdict;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.MacAddress;

class AddressFilterTest {

    private static final int NOTHING_SPECIAL = 0;
    private static final long OWN = 0x00155D010203L;
    private static final long STRANGER = 0x00155D0909FFL;
    private static final long GROUP = 0x01005E000001L;
    private static final long OTHER_GROUP = 0x333300000001L;

    private final AddressFilter filter = new AddressFilter();
    private final MemorySegment setup = MemorySegment.ofArray(new byte[AddressFilter.SETUP_BYTES]);

    @ParameterizedTest
    @CsvSource({
        "FF-FF-FF-FF-FF-FF, 255",
        "01-00-5E-00-00-01, 510",
        "33-33-00-00-00-01, 415",
        "33-33-FF-01-02-03, 247",
        "01-00-5E-7F-FF-FA, 117"
    })
    void hashesAsRealDriversDo(String address, int bit) {
        assertEquals(bit, filter.hash(MacAddress.parse(address).bits()));
    }

    @Test
    void beforeTheFirstSetupFrameOnlyTheModeLetsFramesIn() {
        assertEquals(Verdict.REJECTED, filter.judge(Frame.BROADCAST, NOTHING_SPECIAL));
        assertEquals(Verdict.MATCHED, filter.judge(Frame.BROADCAST, Csr.ALL_MULTICAST));
        assertEquals(Verdict.REJECTED, filter.judge(OWN, Csr.ALL_MULTICAST));
        assertEquals(Verdict.OVERHEARD, filter.judge(OWN, Csr.PROMISCUOUS));
        assertEquals(Verdict.OVERHEARD, filter.judge(OWN, Csr.RECEIVE_ALL));
    }

    @Test
    void perfectFilteringHearsTheSixteenListed() {
        perfect(0);
        assertEquals(0, filter.modeBits());
        assertEquals(Verdict.MATCHED, filter.judge(OWN, NOTHING_SPECIAL));
        assertEquals(Verdict.MATCHED, filter.judge(GROUP, NOTHING_SPECIAL));
        assertEquals(Verdict.REJECTED, filter.judge(Frame.BROADCAST, NOTHING_SPECIAL));
        assertEquals(Verdict.REJECTED, filter.judge(STRANGER, NOTHING_SPECIAL));
        assertEquals(Verdict.OVERHEARD, filter.judge(STRANGER, Csr.PROMISCUOUS));
        assertEquals(Verdict.MATCHED, filter.judge(OWN, Csr.PROMISCUOUS));
    }

    @Test
    void theUpperHalvesOfTheWordsDoNotCount() {
        for (int i = 2; i < AddressFilter.SETUP_BYTES; i += 4) BigEndian.putU16(setup, i, 0xABCD);
        perfect(0);
        assertEquals(Verdict.MATCHED, filter.judge(OWN, NOTHING_SPECIAL));
    }

    @Test
    void inverseFilteringHearsAllButTheSixteen() {
        perfect(Descriptor.FILTER_TYPE_1);
        assertEquals(Csr.INVERSE_FILTER, filter.modeBits());
        assertEquals(Verdict.REJECTED, filter.judge(OWN, NOTHING_SPECIAL));
        assertEquals(Verdict.MATCHED, filter.judge(STRANGER, NOTHING_SPECIAL));
        assertEquals(Verdict.MATCHED, filter.judge(Frame.BROADCAST, NOTHING_SPECIAL));
    }

    @Test
    void hashFilteringHearsGroupsInTheTableAndOneAddress() {
        hash(Descriptor.FILTER_TYPE_0, GROUP, STRANGER);
        assertEquals(Csr.HASH_FILTER, filter.modeBits());
        assertEquals(Verdict.MATCHED, filter.judge(GROUP, NOTHING_SPECIAL));
        assertEquals(Verdict.REJECTED, filter.judge(OTHER_GROUP, NOTHING_SPECIAL));
        assertEquals(Verdict.MATCHED, filter.judge(OWN, NOTHING_SPECIAL));
        assertEquals(Verdict.REJECTED, filter.judge(STRANGER, NOTHING_SPECIAL));
    }

    @Test
    void hashOnlyFilteringLooksUpSingleStationsToo() {
        hash(Descriptor.FILTER_TYPE_0 | Descriptor.FILTER_TYPE_1, GROUP, STRANGER);
        assertEquals(Csr.HASH_FILTER | Csr.HASH_ONLY, filter.modeBits());
        assertEquals(Verdict.MATCHED, filter.judge(STRANGER, NOTHING_SPECIAL));
        assertEquals(Verdict.REJECTED, filter.judge(OWN, NOTHING_SPECIAL));
        assertEquals(Verdict.MATCHED, filter.judge(GROUP, NOTHING_SPECIAL));
    }

    @Test
    void aResetForgetsEverything() {
        hash(Descriptor.FILTER_TYPE_0, GROUP);
        filter.reset();
        assertEquals(0, filter.modeBits());
        assertEquals(Verdict.REJECTED, filter.judge(GROUP, NOTHING_SPECIAL));
        assertEquals(Verdict.REJECTED, filter.judge(OWN, NOTHING_SPECIAL));
    }

    private void perfect(int kind) {
        for (int i = 0; i < AddressFilter.ADDRESSES; i++) list(i * AddressFilter.ADDRESS_STRIDE, i == 3 ? GROUP : OWN);
        filter.setUp(setup, kind);
    }

    private void hash(int kind, long... addresses) {
        for (long address : addresses) {
            int bit = filter.hash(address);
            int at = bit / 16 * 4 + bit % 16 / 8;
            BigEndian.putU8(setup, at, BigEndian.u8(setup, at) | 1 << bit % 8);
        }
        list(156, OWN);
        filter.setUp(setup, kind);
    }

    private void list(int at, long address) {
        for (int i = 0; i < 3; i++) BigEndian.putU16(setup, at + 4L * i, (int) (address >> (32 - 16 * i)));
    }
}
