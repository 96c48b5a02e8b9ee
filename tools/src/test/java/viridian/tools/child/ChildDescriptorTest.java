package viridian.tools.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import viridian.synthetic.nvsp.NvspVersion;
import viridian.vswitch.frame.MacAddress;

class ChildDescriptorTest {

    @TempDir
    private Path folder;

    private final Map<String, String> keys = new LinkedHashMap<>();

    @BeforeEach
    void write() {
        keys.put("channel.file", "channel");
        keys.put("channel.rings", "0,16384");
        keys.put("channel.receive", "0x3000, 0x100000, 0xe1e11, 4096");
        keys.put("channel.send", "16384,65536,0xE1E12");
        keys.put("memory.map", "/run/map");
        keys.put("nvsp.max", "0x30002");
        keys.put("mac", "00-15-5D-01-02-03");
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        keys.put("channel.monitor", "8192,40");
        keys.put("subchannels.dir", "channels");
        ChildDescriptor read = read();
        assertEquals(folder.resolve("channel"), read.file());
        assertEquals(new ChildDescriptor.Stretch(0, 16384), read.rings());
        assertEquals(new ChildDescriptor.Monitor(8192, 40), read.monitor());
        assertEquals(new ChildDescriptor.Buffer(0x3000, 0x100000, 0xE1E11, 4096), read.receive());
        assertEquals(new ChildDescriptor.Buffer(16384, 65536, 0xE1E12, 0), read.send());
        assertEquals(Path.of("/run/map"), read.memoryMap());
        assertEquals(NvspVersion.V2, read.newest());
        assertEquals(MacAddress.parse("00-15-5D-01-02-03"), read.address());
        assertEquals(folder.resolve("channels"), read.subchannels());
    }

    @Test
    void monitorAndSubchannelsMayBeLeftOut() throws IOException {
        assertNull(read().monitor());
        assertNull(read().subchannels());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "channel.file",
                "channel.rings",
                "channel.receive",
                "channel.send",
                "memory.map",
                "nvsp.max",
                "mac"
            })
    void everythingElseIsNeeded(String key) {
        keys.remove(key);
        assertEquals("the key '" + key + "' is missing", complaint());
    }

    @ParameterizedTest
    @CsvSource({"2, V1", "0x30001, V1", "0x50000, V5", "0x7fffffff, V6"})
    void theNewestVersionIsTheLastThatIsNotNewer(String max, NvspVersion version) throws IOException {
        keys.put("nvsp.max", max);
        if (max.equals("0x7fffffff")) assertEquals(List.of(NvspVersion.values()).getLast(), read().newest());
        else assertEquals(version, read().newest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channel.ring    | 0,16384 | there is no key 'channel.ring' (did you mean 'channel.rings'?)",
                "channel.rings   | 0       | channel.rings is OFFSET,LENGTH, not '0'",
                "channel.rings   | 0,0x    | channel.rings: '0x' is no number",
                "channel.rings   | -1,8192 | channel.rings: '-1' is no number",
                "channel.rings   | 0,99999999999999999999 | channel.rings: '99999999999999999999' is no number",
                "channel.rings   | 0,8192  | channel.rings: two rings begin on a page (4096) and are two pages each or more, not 8192 bytes from 0",
                "channel.rings   | 8,16384 | channel.rings: two rings begin on a page (4096) and are two pages each or more, not 16384 bytes from 8",
                "channel.rings   | 0,20480 | channel.rings: two rings begin on a page (4096) and are two pages each or more, not 20480 bytes from 0",
                "channel.receive | 0,4096,1,4097 | channel.receive: 4097 is behind the end of 4096 bytes",
                "channel.receive | 0,4096,1 | channel.receive is OFFSET,LENGTH,GPADL,FIRST, not '0,4096,1'",
                "channel.send    | 0,1,0x100000000 | channel.send: 0x100000000 is no handle",
                "channel.monitor | 4,1     | channel.monitor: 4 is not a multiple of 8",
                "channel.monitor | 0,128   | channel.monitor: triggers are 0 to 127, not 128",
                "nvsp.max        | 1       | nvsp.max: 0x1 is no version; the first is 0x2",
                "nvsp.max        | V2      | nvsp.max: 'V2' is no number",
            })
    void whatMakesNoSenseIsNamed(String key, String value, String complaint) {
        keys.put(key, value);
        assertEquals(complaint, complaint());
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        keys.put("mac", "00-15-5D");
        assertThrows(IllegalArgumentException.class, this::read);
    }

    private ChildDescriptor read() throws IOException {
        String text = keys.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
        return ChildDescriptor.read(Files.writeString(folder.resolve("child.properties"), text));
    }

    private String complaint() {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, this::read).getMessage());
        String head = folder.resolve("child.properties") + ": ";
        assertEquals(head, message.substring(0, head.length()));
        return message.substring(head.length());
    }
}
