package viridian.partitions.hypercall;

import static viridian.partitions.LittleEndian.putI32;
import static viridian.partitions.LittleEndian.putI64;

import viridian.partitions.CpuidLeaf;
import viridian.partitions.GuestFault;
import viridian.partitions.Partition;
import viridian.partitions.PartitionControl;
import viridian.partitions.Privileges;
import viridian.partitions.VirtualProcessor;
import viridian.partitions.synic.SynIc;

/**
 * Registers of processors by hypercall, of a child's or, with the privilege, of one's own (Hypervisor Top Level
 * Functional Specification, HvCallGetVpRegisters, HvCallSetVpRegisters). Registers are named by numbers of their own
 * (HV_REGISTER_NAME). A processor here runs Java, so it has the synthetic ones and none of an instruction set.
 */
public final class RegisterCalls {

    /** 0 partition, 8 processor, 12 virtual trust level, 13 zero; list of names (4 bytes); gives values (16 bytes). */
    public static final HypercallForm GET = HypercallForm.rep(0x0050, 0, 16, 4, 16);

    /** As {@link #GET}; list of name (4 bytes), zero (12), value (16). */
    public static final HypercallForm SET = HypercallForm.rep(0x0051, 0, 16, 32, 0);

    /** As processor index: the one that calls (HV_VP_INDEX_SELF). */
    public static final int SELF = -2;

    /** Name of the first register that is a CPUID leaf: the version. */
    public static final int HYPERVISOR_VERSION = 0x0000_0100;
    /** Privileges and features, and after it recommendations and limits. */
    public static final int PRIVILEGES_AND_FEATURES = 0x0000_0200;

    public static final int HYPERCALL = 0x0009_0001;
    public static final int GUEST_OS_ID = 0x0009_0002;
    public static final int VP_INDEX = 0x0009_0003;

    /** Name of the first interrupt source's register, fifteen follow. */
    public static final int SINT0 = 0x000A_0000;

    /** Name of {@link SynIc#SCONTROL}; the others follow in the order of their registers. */
    public static final int SCONTROL = 0x000A_0010;

    private static final int VERSION_LEAF = 0x4000_0002;
    private static final int FEATURES_LEAF = 0x4000_0003;
    private static final int NONE = 0;

    private final PartitionControl control;

    public RegisterCalls(PartitionControl control) {
        this.control = control;
    }

    /** Gives the codes their meaning. */
    public void register(HypercallTable table) {
        table.register(GET, this::get);
        table.register(SET, this::set);
    }

    private HypercallStatus get(HypercallArguments call) {
        VirtualProcessor processor = processor(call);
        int name = call.i32(call.element());
        int leaf = leaf(name);
        if (leaf != NONE) return leaf(call, processor.leaf(leaf));
        int register = register(name);
        if (register == NONE) return HypercallStatus.INVALID_PARAMETER;
        putI64(call.output(), call.outputElement(), processor.peekRegister(register));
        putI64(call.output(), call.outputElement() + 8, 0);
        return HypercallStatus.SUCCESS;
    }

    private static HypercallStatus leaf(HypercallArguments call, CpuidLeaf leaf) {
        putI32(call.output(), call.outputElement(), leaf.eax());
        putI32(call.output(), call.outputElement() + 4, leaf.ebx());
        putI32(call.output(), call.outputElement() + 8, leaf.ecx());
        putI32(call.output(), call.outputElement() + 12, leaf.edx());
        return HypercallStatus.SUCCESS;
    }

    private HypercallStatus set(HypercallArguments call) {
        VirtualProcessor processor = processor(call);
        int at = call.element();
        call.requireZero(at + 4, 12);
        call.requireZero(at + 24, 8);
        int register = register(call.i32(at));
        boolean writable = register != NONE && register != VirtualProcessor.VP_INDEX && register != SynIc.SVERSION;
        if (!writable) return HypercallStatus.INVALID_PARAMETER;
        try {
            processor.pokeRegister(register, call.i64(at + 16));
            return HypercallStatus.SUCCESS;
        } catch (GuestFault invalid) {
            return HypercallStatus.INVALID_REGISTER_VALUE;
        }
    }

    private VirtualProcessor processor(HypercallArguments call) {
        Partition caller = call.caller();
        Partition partition = control.childOrSelf(caller, call.i64(0));
        long needed = partition == caller ? Privileges.ACCESS_VP_REGISTERS : Privileges.CREATE_PARTITIONS;
        if (!caller.may(needed)) throw new Refusal(HypercallStatus.ACCESS_DENIED, "not " + caller + "'s registers");
        PartitionControl.requireActive(partition);
        call.requireZero(12, 4);
        boolean own = partition == caller && call.i32(8) == SELF;
        return own ? call.processor() : control.present(partition, call.i32(8));
    }

    private static int leaf(int name) {
        if (name == HYPERVISOR_VERSION) return VERSION_LEAF;
        boolean features = name >= PRIVILEGES_AND_FEATURES && name <= PRIVILEGES_AND_FEATURES + 2;
        return features ? FEATURES_LEAF + name - PRIVILEGES_AND_FEATURES : NONE;
    }

    private static int register(int name) {
        if (name >= SINT0 && name < SINT0 + SynIc.SOURCES) return SynIc.SINT0 + name - SINT0;
        if (name >= SCONTROL && name <= SCONTROL + SynIc.EOM - SynIc.SCONTROL) return SynIc.SCONTROL + name - SCONTROL;
        return switch (name) {
            case HYPERCALL -> HypercallPage.HYPERCALL;
            case GUEST_OS_ID -> HypercallPage.GUEST_OS_ID;
            case VP_INDEX -> VirtualProcessor.VP_INDEX;
            default -> NONE;
        };
    }
}
