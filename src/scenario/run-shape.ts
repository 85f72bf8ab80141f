// How much a run contained, from what it counted.

import type { Fault } from '../simulator/fault/fault.ts';
import type { RunShape } from './run-result.ts';
import type { Topology } from './topology.ts';

export interface RunCounts extends Pick<RunShape, 'operations' | 'messages' | 'deliveries'> {
  readonly topology: Topology;
  /** Of the episodes that took place. */
  readonly faults: readonly Fault[];
}

export function shapeOf({ topology, faults, operations, messages, deliveries }: RunCounts): RunShape {
  return {
    nameServers: topology.nameServers,
    brokers: topology.brokers,
    clients: topology.producers + topology.consumers,
    operations,
    messages,
    deliveries,
    faultEpisodes: faults.length,
    faultKinds: [...new Set(faults.map(({ kind }) => kind))].sort(),
    hasBrokerKill: faults.some((fault) => fault.kind === 'kill-process' && fault.role === 'broker'),
    hasPartition: faults.some(({ kind }) => kind === 'partition'),
  };
}
