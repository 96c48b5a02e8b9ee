package viridian.partitions;

/** What a processor says of itself in one CPUID leaf, as four registers of 32 bits. */
public record CpuidLeaf(int eax, int ebx, int ecx, int edx) {

    /** A leaf that says nothing. */
    public static final CpuidLeaf NOTHING = new CpuidLeaf(0, 0, 0, 0);
}
