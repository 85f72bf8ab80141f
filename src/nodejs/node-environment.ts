// The real world behind the environment's interfaces: one process of a cluster on this host. Several may live in one process of
// the operating system, each with a directory of its own.

import { mkdirSync } from 'node:fs';
import type { Environment } from '../environment/environment.ts';
import type { Observation } from '../environment/observation.ts';
import { type FailureListener, Lifetime, rethrow } from './lifetime.ts';
import { nodeClock } from './node-clock.ts';
import { NodeDisk } from './node-disk.ts';
import { NodeLanes } from './node-lanes.ts';
import { NodeNetwork } from './node-network.ts';
import { nodeRandom } from './node-random.ts';
import { NodeTimers } from './node-timers.ts';

export interface NodeEnvironmentOptions {
  /** Unique in the cluster. */
  readonly name: string;
  /** Root of the process's files; created when missing. */
  readonly directory: string;
  /** The IPv4 address to listen on, which is also the one that peers are told. */
  readonly host: string;
  /** Of the process's stream of chance; from the host's entropy when left out. */
  readonly seed?: string;
  readonly observe?: (observation: Observation) => void;
  /** Left out, a failure ends the operating system's process. */
  readonly onFailure?: FailureListener;
}

export interface NodeEnvironment extends Environment {
  /**
   * Ends the process as the operating system would: connections break off, timers stop, files close, and no promise of the
   * environment settles any more. Say goodbyes before. Resolves when the host has let go of everything; files stay.
   */
  close(): Promise<void>;
}

export function createNodeEnvironment(options: NodeEnvironmentOptions): NodeEnvironment {
  mkdirSync(options.directory, { recursive: true });
  const lifetime = new Lifetime(options.onFailure ?? rethrow);
  const { observe } = options;
  return {
    name: options.name,
    incarnation: process.pid,
    clock: nodeClock,
    timers: new NodeTimers(nodeClock, lifetime),
    random: nodeRandom(options.seed),
    network: new NodeNetwork(options.host, lifetime),
    disk: new NodeDisk(options.directory, lifetime),
    lanes: new NodeLanes(lifetime),
    interleave: () => lifetime.fence(nextMacrotask()),
    observe: (observation) => lifetime.call('observe', () => observe?.(observation)),
    close: () => lifetime.end(),
  };
}

function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
