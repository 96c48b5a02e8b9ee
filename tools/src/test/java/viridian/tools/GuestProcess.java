package viridian.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import viridian.partitions.GuestAllocator;
import viridian.partitions.GuestMemory;
import viridian.partitions.GuestPages;
import viridian.partitions.vmbus.SuppliedGuest;
import viridian.partitions.vmbus.VmbusChannel;
import viridian.partitions.vmbus.ring.RingLayout;
import viridian.synthetic.AdapterCounters;
import viridian.synthetic.NetworkClass;
import viridian.synthetic.guest.NetVsc;
import viridian.synthetic.guest.NetVscSettings;
import viridian.vswitch.frame.BigEndian;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.FrameSink;
import viridian.vswitch.frame.MacAddress;

/**
 * A child partition that is a process: our driver on a file, see docs/attach-child.md. It answers each frame meant for it to
 * its sender, and an echo request as a station does.
 *
 * <p>It says {@code laid out} when a host may come, and {@code ready} when the host has let the driver begin; then it sends a
 * broadcast. It obeys lines of its standard input, {@code counts} and {@code put up|down OFFSET VALUE}, and ends with it.
 */
final class GuestProcess implements SuppliedGuest, FrameSink {

    private static final int RING_BYTES = NetVscSettings.SMALL.ringBytes();
    private static final int RECEIVE = 0xE1E11;
    private static final int SEND = 0xE1E12;
    private static final long PAUSE_NANOS = 100_000;

    private static final int IPV4 = 0x0800;
    private static final int ICMP = 1;
    private static final int ECHO_REQUEST = 8;

    private final Path folder;
    private final MacAddress address;
    private final NetVscSettings settings;
    private final GuestMemory memory;
    private final GuestPages up;
    private final GuestPages down;
    private final long receiveAt;
    private final long sendAt;
    private final NetVsc driver;
    private final VmbusChannel channel;
    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    private GuestProcess(Path folder, MacAddress address, int maxFrame) throws IOException {
        this.folder = folder;
        this.address = address;
        settings = NetVscSettings.SMALL.withMaxFrame(maxFrame);
        memory = file(folder.resolve("channel"), settings.memoryBytes() + 16 * GuestMemory.PAGE_BYTES);
        GuestAllocator allocator = new GuestAllocator(memory);
        up = ring(allocator);
        down = ring(allocator);
        receiveAt = allocator.allocate(settings.receiveBytes());
        sendAt = allocator.allocate(settings.sendBytes());
        // The driver asks for the same, in the same order.
        allocator.free(sendAt, settings.sendBytes());
        allocator.free(receiveAt, settings.receiveBytes());
        driver = new NetVsc(allocator, settings);
        channel = VmbusChannel.suppliedToGuest(NetworkClass.offer(address), this);
    }

    /** Its folder, the newest version its host is to accept, its address, and its longest frame. */
    static void main(String[] arguments) throws IOException {
        GuestProcess guest =
                new GuestProcess(Path.of(arguments[0]), MacAddress.parse(arguments[2]), Integer.parseInt(arguments[3]));
        guest.describe(arguments[1]);
        Thread.ofPlatform().daemon().start(guest::hearOrders);
        guest.run();
    }

    private static GuestMemory file(Path path, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return GuestMemory.shared(path);
    }

    private GuestPages ring(GuestAllocator allocator) {
        GuestPages ring = GuestPages.contiguous(memory, allocator.allocate(RING_BYTES), RING_BYTES);
        RingLayout.initialize(ring, true);
        return ring;
    }

    /** Its addresses are places in the file, so one line maps all of its memory. */
    private void describe(String nvsp) throws IOException {
        Files.writeString(folder.resolve("memory.map"), "0 %d channel 0%n".formatted(memory.size()));
        Files.writeString(folder.resolve("child.properties"), """
                channel.file=channel
                channel.rings=%d,%d
                channel.receive=%d,%d,%d,0
                channel.send=%d,%d,%d
                memory.map=memory.map
                nvsp.max=%s
                mac=%s
                """.formatted(
                        up.address(0),
                        2 * RING_BYTES,
                        receiveAt,
                        settings.receiveBytes(),
                        RECEIVE,
                        sendAt,
                        settings.sendBytes(),
                        SEND,
                        nvsp,
                        address));
        System.out.println("laid out");
    }

    private void hearOrders() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String order = in.readLine(); order != null; order = in.readLine()) orders.add(order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended = true;
        }
    }

    private void run() {
        driver.start(this);
        driver.ready().whenComplete((_, failure) -> orders.add(failure == null ? "greet" : "fail " + failure));
        driver.probe(channel);
        while (!ended) {
            if (!channel.poll()) rest();
            for (String order = orders.poll(); order != null; order = orders.poll()) obey(order.split(" ", 4));
        }
        driver.close();
    }

    /** A look that found nothing may find room in the ring the next time. */
    private void rest() {
        LockSupport.parkNanos(PAUSE_NANOS);
        channel.signalled();
    }

    private void obey(String... order) {
        switch (order[0]) {
            case "greet" -> greet();
            case "counts" -> System.out.println("counts " + counts(driver.counters()));
            case "put" -> put(order[1].equals("up") ? up : down, Long.parseLong(order[2]), Integer.decode(order[3]));
            default -> System.out.println(String.join(" ", order));
        }
    }

    /** Whoever hears the broadcast knows that the host lets frames to here pass: it was asked to before. */
    private void greet() {
        System.out.println("ready " + driver.address() + " " + driver.maxFrame());
        accept(FrameBuilder.broadcast(address).build());
        flush();
    }

    /** What a driver would never write. */
    private static void put(GuestPages ring, long offset, int value) {
        ring.memory().putI32Release(ring.address(offset), value);
        System.out.println("put");
    }

    static String counts(AdapterCounters half) {
        return "sent %d of %d bytes, received %d of %d bytes"
                .formatted(half.sent(), half.sentBytes(), half.received(), half.receivedBytes());
    }

    @Override
    public boolean accept(Frame frame) {
        if (frame.source() == address.bits()) return driver.accept(frame);
        return frame.isGroup() || driver.accept(answer(frame.copy()));
    }

    private Frame answer(Frame frame) {
        MemorySegment bytes = frame.bytes();
        BigEndian.putU48(bytes, 0, frame.source());
        BigEndian.putU48(bytes, 6, address.bits());
        if (BigEndian.u16(bytes, 12) == IPV4 && BigEndian.u8(bytes, 23) == ICMP) answerEcho(bytes);
        return frame;
    }

    /** Turns a request into its reply (RFC 792): the stations change places, the type becomes 0. */
    private static void answerEcho(MemorySegment bytes) {
        if (BigEndian.u8(bytes, 34) != ECHO_REQUEST) return;
        long source = BigEndian.u32(bytes, 26);
        BigEndian.putU32(bytes, 26, BigEndian.u32(bytes, 30));
        BigEndian.putU32(bytes, 30, source);
        BigEndian.putU8(bytes, 34, 0);
        int checksum = BigEndian.u16(bytes, 36) + (ECHO_REQUEST << 8);
        BigEndian.putU16(bytes, 36, (checksum & 0xFFFF) + (checksum >>> 16));
    }

    @Override
    public void flush() {
        driver.flush();
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    @Override
    public GuestPages ringToHost() {
        return up;
    }

    @Override
    public GuestPages ringToGuest() {
        return down;
    }

    /** The host polls. */
    @Override
    public void signal() {}

    @Override
    public int gpadl(long gpa, long length) {
        if (gpa == receiveAt && length == settings.receiveBytes()) return RECEIVE;
        if (gpa == sendAt && length == settings.sendBytes()) return SEND;
        throw new IllegalArgumentException("the host knows no %d bytes at 0x%x".formatted(length, gpa));
    }
}
