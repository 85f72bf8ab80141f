// What users of the simulator on Node import from the package: the pump that runs a simulation under guard, and the real world for the same programs.

export { MicrotaskPump, type PumpOptions, type PumpPath } from './microtask-pump.ts';
export {
  createNodeEnvironment,
  type NodeEnvironment,
  type NodeEnvironmentOptions,
} from './node-environment.ts';
