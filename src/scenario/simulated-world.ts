// The simulated world that a plan's conditions describe.

import { DEFAULT_DISK, type DiskOptions } from '../simulator/disk/disk-options.ts';
import { CLOUD_VOLUME, NVME, SPINNING_DISK } from '../simulator/disk/latency-presets.ts';
import type { SimulationHost } from '../simulator/host.ts';
import { DEFAULT_NETWORK } from '../simulator/network/network-options.ts';
import { bandwidth, jitter } from '../simulator/network/path-rules.ts';
import type { PacketRule } from '../simulator/network/rule.ts';
import { fragment } from '../simulator/network/stream-rules.ts';
import { Simulation } from '../simulator/simulation.ts';
import type { TraceWindow } from '../simulator/trace.ts';
import type { Conditions } from './conditions.ts';
import type { Plan } from './plan.ts';

export interface WorldRequest {
  readonly plan: Plan;
  readonly host: SimulationHost;
  readonly traceWindow: TraceWindow | undefined;
  /** Undefined: the limit of a whole run. */
  readonly eventLimit: number | undefined;
}

/** A run that needs more is stalled: the largest runs of the shipped scenarios need about a tenth. */
const EVENT_LIMIT = 3_000_000;
const SYNC_MAXIMUM_US = 100_000;
const SYNC_MINIMUM_US = 30;
const SERVICE_MINIMUM_US = 5;
const SEND_QUEUE_BYTES = 65_536;

export function simulatedWorld({ plan, host, traceWindow, eventLimit }: WorldRequest): Simulation {
  const { conditions } = plan;
  const simulation = new Simulation({
    seed: plan.seed,
    host,
    traceWindow,
    eventLimit: eventLimit ?? EVENT_LIMIT,
    tieBreak: conditions.tieBreak,
    clockOffsetMaximumMs: conditions.clockOffsetMaximumMs,
    interleaveMaximumUs: conditions.interleaveMaximumUs,
    serviceTime: {
      kind: 'uniform',
      minimumUs: SERVICE_MINIMUM_US,
      maximumUs: conditions.serviceTimeMaximumUs,
    },
    network: {
      ...DEFAULT_NETWORK,
      latency: {
        kind: 'exponential',
        minimumUs: conditions.latencyMinimumUs,
        meanUs: conditions.latencyMeanUs,
        maximumUs: conditions.latencyMaximumUs,
      },
      pairLatencyUs: conditions.pairLatencyUs,
      lossPerMillion: conditions.lossPerMillion,
    },
    disk: diskOptions(conditions),
  });
  for (const rule of lastingRules(conditions)) simulation.fabric.addRule(rule);
  return simulation;
}

/** None in most runs: packets that no rule judges are judged faster. */
function lastingRules({ jitterMaximumUs, pieceMaximumBytes, bytesPerSecond }: Conditions): PacketRule[] {
  const rules: PacketRule[] = [];
  if (jitterMaximumUs > 0) rules.push(jitter(jitterMaximumUs));
  if (pieceMaximumBytes > 0) rules.push(fragment(pieceMaximumBytes));
  if (bytesPerSecond > 0) rules.push(bandwidth(bytesPerSecond, SEND_QUEUE_BYTES));
  return rules;
}

function diskOptions({ disk, diskSyncMeanUs }: Conditions): DiskOptions {
  switch (disk) {
    case 'plain': {
      const sync = { kind: 'exponential', minimumUs: SYNC_MINIMUM_US, meanUs: diskSyncMeanUs } as const;
      return { ...DEFAULT_DISK, sync: { ...sync, maximumUs: SYNC_MAXIMUM_US } };
    }
    case 'nvme':
      return NVME;
    case 'cloud-volume':
      return CLOUD_VOLUME;
    case 'spinning-disk':
      return SPINNING_DISK;
  }
}
