package viridian.synthetic.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import viridian.synthetic.Bench;
import viridian.synthetic.guest.NetVscSettings;
import viridian.synthetic.host.NetVsp;
import viridian.vswitch.capture.PcapNgFile;
import viridian.vswitch.frame.FrameBuilder;
import viridian.vswitch.nic.RecordingNic;

class ChannelCaptureTest {

    private final Bench bench = new Bench();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void everyStepOfAnAdaptersLifeStandsThereInWords() throws IOException {
        Bench.Guest guest = bench.guest(new NetVsp(Bench.address(1), NetVsp.PLAIN_FRAME), NetVscSettings.SMALL);
        RecordingNic ends = new RecordingNic(Bench.address(2));
        try (ChannelCapture capture = new ChannelCapture(new PcapNgFile(Channels.newChannel(bytes)), () -> now++)) {
            capture.watch(guest.partition());
            guest.client().connect();
            bench.settle();
            guest.driver().start(ends);
            bench.settle();
            guest.driver()
                    .accept(FrameBuilder.frame(Bench.address(1), Bench.address(2))
                            .build());
            guest.driver().flush();
            bench.settle();
            guest.host()
                    .accept(FrameBuilder.frame(Bench.address(2), Bench.address(1))
                            .build());
            guest.host().flush();
            bench.settle();
        }
        assertInOrder(
                "to host: INITIATE_CONTACT version 0x50003",
                "to guest: VERSION_RESPONSE",
                "to host: REQUEST_OFFERS",
                "to guest: OFFER",
                "to guest: ALL_OFFERS",
                "to host: GPADL_HEADER relid 1, gpadl 0xe1e10",
                "to guest: GPADL_CREATED",
                "to guest: OPEN_RESULT relid 1",
                "NVSP INIT oldest 0x",
                "NVSP INIT_COMPLETE",
                "NVSP SEND_NDIS_CONFIG mtu 1514",
                "NVSP SEND_RECV_BUF gpadl",
                "NVSP SEND_SEND_BUF gpadl",
                "NVSP SEND_RNDIS_PKT control; RNDIS INITIALIZE request",
                "NVSP SEND_RNDIS_PKT_COMPLETE status 1",
                "RNDIS INITIALIZE_COMPLETE request",
                "RNDIS QUERY request",
                "oid 0x1010101",
                "RNDIS QUERY_COMPLETE request",
                "status success, info 00155d000001",
                "RNDIS SET request",
                "oid 0x1010e",
                "NVSP SEND_RNDIS_PKT data; RNDIS PACKET of 60 bytes",
                "00-15-5D-00-00-01 > 00-15-5D-00-00-02",
                "00-15-5D-00-00-02 > 00-15-5D-00-00-01");
        assertEquals(1, ends.heard().size());
    }

    @Test
    void lookingOnChangesNothingAndMayBeginLate() throws IOException {
        Bench.Guest unwatched = bench.running(3);
        Bench.Guest watched = bench.running(4);
        try (ChannelCapture capture = new ChannelCapture(new PcapNgFile(Channels.newChannel(bytes)), () -> now++)) {
            capture.watch(watched.partition());
            for (Bench.Guest guest : List.of(unwatched, watched)) {
                guest.driver().start(new RecordingNic(Bench.address(9)));
                bench.settle();
                for (int i = 0; i < 100; i++) {
                    guest.driver()
                            .accept(FrameBuilder.frame(guest.host().address(), Bench.address(9))
                                    .build());
                }
                guest.driver().flush();
                bench.settle();
            }
        }
        assertEquals(
                unwatched.host().counters().droppedReceiving(),
                watched.host().counters().droppedReceiving());
        assertEquals(
                unwatched.driver().counters().sent(),
                watched.driver().counters().sent());
        // Where the buffers are was said before anybody looked on.
        assertTrue(text().contains("NVSP SEND_RNDIS_PKT data"));
        assertFalse(text().contains("RNDIS PACKET"));
    }

    private void assertInOrder(String... expected) {
        String text = text();
        List<String> missing = new ArrayList<>();
        int at = 0;
        for (String words : expected) {
            int found = text.indexOf(words, at);
            if (found < 0) missing.add(words);
            else at = found;
        }
        assertEquals(List.of(), missing);
    }

    private String text() {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
