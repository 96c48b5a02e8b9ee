package viridian.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The stations at the talking ports, dealt out in turns, and their addresses. */
final class Stations {

    /** The range Hyper-V takes its guests' addresses from. */
    private static final long RANGE = 0x0015_5D00_0000L;

    private static final int RANGE_MASK = 0xFF_FFFF;

    /** Odd, so that no two numbers become the same address; our choice. */
    private static final int SCATTER = 0x9E_3779;

    private final int number;
    private final int ports;

    Stations(int number, int ports) {
        this.number = number;
        this.ports = ports;
    }

    int number() {
        return number;
    }

    /** Neighbours in number are no neighbours in address: nothing is easier to find than in a real network. */
    static long address(int station) {
        return RANGE | (station * SCATTER & RANGE_MASK);
    }

    int port(int station) {
        return station % ports;
    }

    /** Any station at one port. */
    int anyAt(int port, SplittableRandom random) {
        int there = (number - port + ports - 1) / ports;
        return port + ports * random.nextInt(there);
    }

    /** All stations at one port, in any order. */
    int[] allAt(int port, SplittableRandom random) {
        List<Integer> all = new ArrayList<>();
        for (int station = port; station < number; station += ports) all.add(station);
        int[] shuffled = all.stream().mapToInt(Integer::intValue).toArray();
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int moved = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = moved;
        }
        return shuffled;
    }
}
