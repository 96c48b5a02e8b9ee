package viridian.lab.service;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import viridian.offload.stack.HostStack;
import viridian.offload.stack.NetworkInterface;
import viridian.offload.stack.UdpDatagram;
import viridian.offload.stack.UdpSocket;
import viridian.offload.wire.Ipv4Address;

/** The UDP ports of a simulated host, as one of its interfaces has them: what arrives on another is not heard. */
public final class StackPorts implements DatagramPorts {

    private final HostStack stack;
    private final NetworkInterface on;

    public StackPorts(HostStack stack, NetworkInterface on) {
        this.stack = stack;
        this.on = on;
    }

    @Override
    public DatagramPort open(int number, DatagramReceiver receiver) throws IOException {
        UdpSocket socket;
        try {
            socket = stack.udp(number);
        } catch (IllegalStateException taken) {
            throw new IOException(taken.getMessage(), taken);
        }
        socket.onReceive(datagram -> {
            if (datagram.arrivedOn() == on) receiver.receive(sender(datagram), bytes(datagram));
        });
        return new Port(socket);
    }

    private static Peer sender(UdpDatagram datagram) {
        return new Peer(Ipv4Address.of(datagram.from()), datagram.fromPort());
    }

    private static byte[] bytes(UdpDatagram datagram) {
        return datagram.memory().asSlice(datagram.offset(), datagram.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private final class Port implements DatagramPort {

        private final UdpSocket socket;

        Port(UdpSocket socket) {
            this.socket = socket;
        }

        @Override
        public boolean send(Peer to, byte[] bytes, int length) {
            MemorySegment memory = MemorySegment.ofArray(bytes);
            boolean all = to.address().bits() == Ipv4Address.LIMITED_BROADCAST;
            boolean sent = all
                    ? socket.broadcast(on, to.port(), memory, 0, length)
                    : socket.send(to.address(), to.port(), memory, 0, length);
            stack.flush();
            return sent;
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
