package viridian.partitions.hypercall;

/**
 * What a hypercall takes and gives (Hypervisor Top Level Functional Specification, Hypercall Classes). A simple call has
 * input and output of fixed size. A rep call has, behind its input, a list of elements, and does one thing for each.
 *
 * @param code call code
 * @param privilege what the caller must be allowed ({@link viridian.partitions.Privileges}); 0 for what the call itself
 *     decides
 * @param rep whether it is a rep call
 * @param inputBytes input without the list
 * @param inputElementBytes each element of the input list, 0 if there is none
 * @param outputBytes output of a simple call
 * @param outputElementBytes each element of the output list, 0 if there is none
 */
public record HypercallForm(
        int code,
        long privilege,
        boolean rep,
        int inputBytes,
        int inputElementBytes,
        int outputBytes,
        int outputElementBytes) {

    /** A call that is done once. */
    public static HypercallForm simple(int code, long privilege, int inputBytes, int outputBytes) {
        return new HypercallForm(code, privilege, false, inputBytes, 0, outputBytes, 0);
    }

    /** A call that is done for each element of a list. */
    public static HypercallForm rep(
            int code, long privilege, int inputBytes, int inputElementBytes, int outputElementBytes) {
        return new HypercallForm(code, privilege, true, inputBytes, inputElementBytes, 0, outputElementBytes);
    }

    /** Bytes the caller must have written for so many elements. */
    int inputBytes(int elements) {
        return inputBytes + elements * inputElementBytes;
    }

    /** Bytes the caller gets for so many elements. */
    int outputBytes(int elements) {
        return outputBytes + elements * outputElementBytes;
    }
}
