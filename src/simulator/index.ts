// What users of the simulator import from the package: a world in a box for processes of their own, whatever these talk about.

export { decodeText, encodeText } from '../base/bytes.ts';
export type { Clock } from '../environment/clock.ts';
export {
  type Disk,
  type DiskEntry,
  DiskError,
  type DiskFile,
  type DiskImage,
} from '../environment/disk.ts';
export type { Environment } from '../environment/environment.ts';
export type { Lane, LaneOptions, Lanes } from '../environment/lane.ts';
export {
  type CloseReason,
  type Connection,
  type ConnectionHandler,
  type DatagramSocket,
  type Listener,
  type Network,
  NetworkError,
} from '../environment/network.ts';
export { type Observation, type Reached, reached } from '../environment/observation.ts';
export type { Program, RunningProcess } from '../environment/program.ts';
export type { RandomStream } from '../environment/random.ts';
export type { Timer, Timers } from '../environment/timers.ts';
export type { CrashKind, DiskFailures, DiskFaults } from './disk/disk-faults.ts';
export { DEFAULT_DISK, type DiskOptions } from './disk/disk-options.ts';
export { CLOUD_VOLUME, NVME, SPINNING_DISK } from './disk/latency-presets.ts';
export {
  type Divergence,
  describeDivergence,
  findDivergence,
  type RunAgain,
  type RunRecord,
} from './divergence.ts';
export { Draws, type Purpose, purpose } from './draws.ts';
export {
  FAULT_CLASSES,
  type Fault,
  type FaultKind,
  type FaultSlot,
} from './fault/fault.ts';
export type { FaultClass, FaultWorld } from './fault/fault-class.ts';
export type { FaultField, FaultFields } from './fault/fault-field.ts';
export { FaultInjector, type FaultListener } from './fault/fault-injector.ts';
export { Holds } from './fault/holds.ts';
export type { Toll } from './fault/toll.ts';
export type { SimulationHost } from './host.ts';
export { formatIdentity, type Identity, rootIdentity } from './identity.ts';
export type { Latency } from './latency.ts';
export type { Machine, MachineState } from './machine.ts';
export { type DatagramTrouble, datagramTrouble } from './network/datagram-rules.ts';
export { DEFAULT_NETWORK, type NetworkOptions } from './network/network-options.ts';
export type { Packet, PacketKind } from './network/packet.ts';
export { bridge, isolate, namedPartition, ring } from './network/partition-rules.ts';
export { bandwidth, clog, clogMachine, jitter, loss } from './network/path-rules.ts';
export {
  along,
  around,
  DROP,
  HOLD,
  into,
  loseReplies,
  oneWayPartition,
  outOf,
  type PacketRule,
  type PacketVerdict,
  partition,
  RESET,
  type RuleWorld,
  slowPath,
} from './network/rule.ts';
export { breakStreams, fragment, halfOpen, slowAccept } from './network/stream-rules.ts';
export { type SwizzleStep, swizzleSteps } from './network/swizzle.ts';
export type { EndObserver, MachineEnd, Observer } from './process-environment.ts';
export type { RunEnd } from './run-end.ts';
export { Simulation } from './simulation.ts';
export { SIMULATION_DEFAULTS, type SimulationOptions } from './simulation-options.ts';
export type { TieBreak } from './tie-break.ts';
export type { TraceEvent, TraceWindow } from './trace.ts';
