// What users of the simulator in a browser import from the package: the pump that runs a simulation in a page or a web worker.

export { MessageChannelPump, type PumpScope } from './message-channel-pump.ts';
