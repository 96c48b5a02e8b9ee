package viridian.tools.operation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import viridian.tools.attach.Attachment;
import viridian.tools.control.ControlClient;
import viridian.tools.live.Adapters;
import viridian.tools.live.LiveSwitch;
import viridian.tools.options.SwitchSetup;
import viridian.vswitch.VirtualSwitch;
import viridian.vswitch.frame.Frame;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.nic.Nic;
import viridian.vswitch.nic.RecordingNic;

/**
 * A running switch whose adapters are in memory ({@code memory:NAME}), and its administrator at the other end of a real
 * socket. Ports: {@code web}, a guest in VLAN 10 that spoke; {@code uplink}, a trunk of VLAN 10 behind which a station answered.
 */
final class Desk implements AutoCloseable {

    static final MacAddress GUEST = MacAddress.parse("00-15-5D-00-00-01");
    static final MacAddress STATION = MacAddress.parse("00-15-5D-00-00-02");

    private static final MacAddress OWN = MacAddress.parse("02-00-00-00-00-01");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, RecordingNic> nics = new HashMap<>();
    private final LiveSwitch live;
    private final ControlClient client;
    private final Path socket;
    private long now = 7_000_000_000L;

    Desk(Path folder) throws IOException {
        this.live = new LiveSwitch(SwitchSetup.named("switch", OWN), () -> now, new Memory());
        this.socket = folder.resolve("switch.sock");
        live.answer(socket, new SwitchControl(live));
        this.client = ControlClient.connect(socket);
        ask("{'op':'port add','attach':'web=memory:web,mac=00-15-5D-00-00-01,access=10'}");
        ask("{'op':'port add','attach':'uplink=memory:uplink,trunk=10-19'}");
        nic("web").says(FrameBuilder.broadcast(GUEST).build());
        nic("uplink").says(frame(STATION, GUEST, 10));
    }

    static Frame frame(MacAddress source, MacAddress destination, int vlan) {
        FrameBuilder builder = FrameBuilder.frame(source, destination).length(100);
        return vlan == 0 ? builder.build() : builder.vlan(vlan).build();
    }

    /** The result of a request, written with single quotes. */
    JsonNode ask(String request) throws IOException {
        JsonNode reply = reply(request);
        Assertions.assertTrue(reply.path("ok").asBoolean(), reply.toString());
        return reply.path("result");
    }

    /** The sentence by which a request is refused. */
    String refusal(String request) throws IOException {
        JsonNode reply = reply(request);
        Assertions.assertFalse(reply.path("ok").asBoolean(), reply.toString());
        return reply.path("error").asString();
    }

    JsonNode reply(String request) throws IOException {
        return JSON.readTree(client.ask(request.replace('\'', '"')));
    }

    ControlClient another() throws IOException {
        return ControlClient.connect(socket);
    }

    RecordingNic nic(String name) {
        return Objects.requireNonNull(nics.get(name), name);
    }

    VirtualSwitch vswitch() {
        return live.vswitch();
    }

    LiveSwitch live() {
        return live;
    }

    void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public void close() throws IOException {
        client.close();
        live.close();
    }

    private final class Memory implements Adapters {

        @Override
        public void check(Attachment attachment) {
            if (!attachment.kind().equals("memory")) throw new IllegalArgumentException("there is only memory:NAME");
        }

        @Override
        public Nic open(Attachment attachment, VirtualSwitch on) throws IOException {
            if (attachment.argument().equals("missing")) throw new IOException("there is no interface 'missing'");
            RecordingNic nic = new RecordingNic(MacAddress.NONE, 9014);
            nics.put(attachment.argument(), nic);
            return nic;
        }

        @Override
        public void giveBack(Attachment attachment, Nic nic) {
            nic.close();
        }

        @Override
        public void close() {}
    }
}
