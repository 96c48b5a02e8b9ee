package viridian.tools.options;

import viridian.vswitch.SwitchSettings;
import viridian.vswitch.bandwidth.BandwidthMode;
import viridian.vswitch.bandwidth.DefaultFlow;
import viridian.vswitch.frame.MacAddress;
import viridian.vswitch.loop.rstp.BridgeSettings;
import viridian.vswitch.multicast.QuerierSettings;
import viridian.vswitch.multicast.SnoopingSettings;

/**
 * All that an administrator says about a switch as a whole, what it is extended with included.
 *
 * @param core of the switch itself
 * @param mode how it promises ports a minimum bandwidth; from the beginning
 * @param flow what ports without a minimum are sure of together
 * @param rstp whether it takes part in the spanning tree
 * @param bridge how, if it does
 * @param snooping how it deals with multicast
 */
public record SwitchSetup(
        SwitchSettings core,
        BandwidthMode mode,
        DefaultFlow flow,
        boolean rstp,
        BridgeSettings bridge,
        SnoopingSettings snooping) {

    /**
     * A switch of which nothing is said.
     *
     * @param address the switch's own, from which it speaks to other switches
     */
    public static SwitchSetup named(String name, MacAddress address) {
        return new SwitchSetup(
                SwitchSettings.named(name),
                BandwidthMode.DEFAULT,
                DefaultFlow.USUAL,
                false,
                BridgeSettings.of(address),
                SnoopingSettings.USUAL);
    }

    /** The switch's own address. */
    public MacAddress address() {
        return bridge.address();
    }

    SwitchSetup withCore(SwitchSettings settings) {
        return new SwitchSetup(settings, mode, flow, rstp, bridge, snooping);
    }

    SwitchSetup withMode(BandwidthMode wanted) {
        return new SwitchSetup(core, wanted, flow, rstp, bridge, snooping);
    }

    SwitchSetup withFlow(DefaultFlow wanted) {
        return new SwitchSetup(core, mode, wanted, rstp, bridge, snooping);
    }

    SwitchSetup withRstp(boolean on) {
        return new SwitchSetup(core, mode, flow, on, bridge, snooping);
    }

    SwitchSetup withBridge(BridgeSettings settings) {
        return new SwitchSetup(core, mode, flow, rstp, settings, snooping);
    }

    SwitchSetup withSnooping(SnoopingSettings settings) {
        return new SwitchSetup(core, mode, flow, rstp, bridge, settings);
    }

    SwitchSetup withQuerier(boolean on) {
        return withSnooping(snooping.withQuerier(on ? QuerierSettings.at(address()) : null));
    }
}
