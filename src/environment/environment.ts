// The world as a process sees it: interfaces only. Simulated by `simulator`, real by `nodejs`; the same process code runs on
// both, unchanged and unaware.

import type { Clock } from './clock.ts';
import type { Disk } from './disk.ts';
import type { Lanes } from './lane.ts';
import type { Network } from './network.ts';
import type { Observation } from './observation.ts';
import type { RandomStream } from './random.ts';
import type { Timers } from './timers.ts';

export interface Environment {
  /** Name of the process, unique in its cluster; the same again after a restart. */
  readonly name: string;
  /** How many times the process was started before on this machine; real: the operating system's process id. */
  readonly incarnation: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomStream;
  readonly network: Network;
  readonly disk: Disk;
  readonly lanes: Lanes;
  /**
   * A choice point: other work may run before the promise settles. Put one wherever RocketMQ releases a lock, hands over to a
   * thread or waits. Awaiting a settled promise is not a choice point. The label is a constant text.
   */
  interleave(label: string): Promise<void>;
  observe(observation: Observation): void;
}
