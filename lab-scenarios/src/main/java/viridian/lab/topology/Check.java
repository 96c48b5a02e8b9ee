package viridian.lab.topology;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A claim about a lab, and how it is put to the test. */
public sealed interface Check {

    /** The sentence that holds or fails. */
    String claim();

    /** Every echo request is answered. */
    record Reachable(String claim, Action.Ping ping) implements Check {}

    /** No echo request is answered. */
    record Unreachable(String claim, Action.Ping ping) implements Check {}

    /** Of the datagrams sent, at least so many arrive. */
    record Delivered(String claim, Action.Stream stream, int atLeast) implements Check {}

    /**
     * Datagrams both ways, and echo requests, to learn what a frame costs at an adapter; at least nine of ten arrive.
     *
     * @param out those of the adapter whose price it is
     * @param in the same to it
     * @param ping what it asks
     */
    record Price(String claim, Action.Stream out, Action.Stream in, Action.Ping ping) implements Check {

        /** Our choice: a median of so many is not one of chance. */
        public static final int DEFAULT_PINGS = 5;
    }

    /**
     * What an adapter is handed by the network.
     *
     * @param at every adapter watched
     * @param ownUnicast whether a unicast frame to any address but the adapter's own breaks the claim
     * @param senders whose frames it may hear, of any kind; empty: anybody's
     * @param meanwhile what goes on while the adapters are watched
     */
    record HearsOnly(
            String claim,
            Set<AdapterName> at,
            boolean ownUnicast,
            Optional<Set<AdapterName>> senders,
            List<Action> meanwhile)
            implements Check {}

    /** Every frame at a place is among those selected. */
    record CarriesOnly(String claim, Place place, FrameSelector frames, List<Action> meanwhile) implements Check {}

    /** No frame at a place is among those selected. */
    record MustNotCarry(String claim, Place place, FrameSelector frames, List<Action> meanwhile) implements Check {}

    /**
     * A command inside a machine's namespace, in the real form only.
     *
     * @param exit the exit code it must end with
     * @param output a regular expression of which its output must hold a match
     */
    record Command(String claim, Action.Exec exec, int exit, Optional<String> output) implements Check {}

    /** A child's firmware starts it over the network, by the adapter its {@code boot} names. */
    record Boots(String claim, AdapterName from) implements Check {}

    /**
     * A child's firmware cannot start it over the network.
     *
     * @param from the adapter its {@code boot} names, or a synthetic one, which no plan can name there
     * @param because a regular expression of which the reason must hold a match
     */
    record CannotBoot(String claim, AdapterName from, Optional<String> because) implements Check {}

    /**
     * A machine's console shows something.
     *
     * @param shows a regular expression of which what it has said must hold a match
     * @param withinSeconds how long that is waited for
     */
    record Console(String claim, String host, String shows, double withinSeconds) implements Check {

        /** Our choice: what a machine takes to start in software alone, twice. */
        public static final double DEFAULT_WITHIN_SECONDS = 60;
    }

    /** Where frames are watched. */
    sealed interface Place {

        /** The wire of a physical adapter, both directions. */
        record Wire(String nic) implements Place {}

        /** All ports of a virtual network. */
        record Inside(String network) implements Place {}
    }
}
