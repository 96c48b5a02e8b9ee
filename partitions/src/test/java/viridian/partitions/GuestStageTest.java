package viridian.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import viridian.partitions.hypercall.HypercallPage;
import viridian.partitions.synic.SynIc;

class GuestStageTest {

    private final Turns turns = new Turns();
    private final Hypervisor hypervisor = new Hypervisor(name -> turns);
    private final Partition guest = hypervisor.createChild(hypervisor.root(), "guest", 1 << 20, 1);
    private final VirtualProcessor processor = guest.processor(0);

    @AfterEach
    void close() {
        hypervisor.close();
    }

    @Test
    void anEnlightenedGuestFindsTheHypervisor() {
        CpuidLeaf vendor = processor.cpuid(0x4000_0000);
        ByteBuffer letters = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        letters.putInt(vendor.ebx()).putInt(vendor.ecx()).putInt(vendor.edx());
        assertEquals("Microsoft Hv", new String(letters.array(), StandardCharsets.US_ASCII));
        assertEquals(0x4000_0005, vendor.eax());
        assertEquals(0x3123_7648, processor.cpuid(0x4000_0001).eax());
        assertEquals(1 << 31, processor.cpuid(1).ecx());
        assertEquals(64, processor.cpuid(0x4000_0005).eax());
        assertEquals(CpuidLeaf.NOTHING, processor.cpuid(0x4000_0006));
    }

    @Test
    void itReadsWhatItMay() {
        CpuidLeaf features = processor.cpuid(0x4000_0003);
        assertEquals(1 << 2 | 1 << 5 | 1 << 6, features.eax(), "interrupt controller, hypercalls, index");
        assertEquals(1 << 4 | 1 << 5, features.ebx(), "messages and signals");
        guest.grant(Privileges.CREATE_PARTITIONS);
        assertEquals(1 << 0 | 1 << 4 | 1 << 5, processor.cpuid(0x4000_0003).ebx());
    }

    @ParameterizedTest
    @EnumSource(value = GuestStage.class, names = "ENLIGHTENED", mode = EnumSource.Mode.EXCLUDE)
    void anyOtherFindsNothing(GuestStage stage) {
        guest.enter(stage);
        for (int leaf = 0x4000_0000; leaf <= 0x4000_0005; leaf++) {
            assertEquals(CpuidLeaf.NOTHING, processor.cpuid(leaf));
        }
        assertEquals(0, processor.cpuid(1).ecx());
        assertThrows(GuestFault.class, () -> processor.writeRegister(HypercallPage.GUEST_OS_ID, 1));
        assertThrows(GuestFault.class, () -> processor.readRegister(SynIc.SVERSION));
        assertThrows(GuestFault.class, () -> processor.hypercall(0x5D, 0));
    }

    @Test
    void firmwareMakesWayForASystemThatKnows() {
        guest.enter(GuestStage.FIRMWARE);
        assertFalse(guest.seesHypervisor());
        guest.enter(GuestStage.ENLIGHTENED);
        processor.writeRegister(HypercallPage.GUEST_OS_ID, 1);
        assertThrows(IllegalStateException.class, () -> guest.enter(GuestStage.FIRMWARE));
    }

    @Test
    void theVersionIsThatOfTheHost() {
        try (Hypervisor old = new Hypervisor(HostProfile.WS2008_R2, name -> turns)) {
            Partition child = old.createChild(old.root(), "child", 1 << 16, 1);
            CpuidLeaf version = child.processor(0).cpuid(0x4000_0002);
            assertEquals(7600, version.eax());
            assertEquals(6 << 16 | 1, version.ebx());
        }
    }

    @Test
    void thePredecessorHasNoHypervisorAndNoBus() {
        try (Hypervisor old = new Hypervisor(HostProfile.VIRTUAL_SERVER_2005, name -> turns)) {
            Partition child = old.createChild(old.root(), "child", 1 << 16, 1);
            assertEquals(CpuidLeaf.NOTHING, child.processor(0).cpuid(0x4000_0000));
            IllegalStateException refused = assertThrows(IllegalStateException.class, child::vmbus);
            assertEquals("Virtual Server 2005 has no bus for synthetic devices", refused.getMessage());
        }
    }

    @Test
    void registersArePrivilegesToo() {
        guest.allow(Privileges.HYPERCALL_REGISTERS);
        processor.readRegister(HypercallPage.GUEST_OS_ID);
        assertThrows(GuestFault.class, () -> processor.readRegister(SynIc.SCONTROL));
        assertThrows(GuestFault.class, () -> processor.readRegister(VirtualProcessor.VP_INDEX));
    }
}
