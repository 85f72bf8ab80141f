// The simulated world that a plan's conditions describe.

import { DEFAULT_DISK, type DiskOptions } from '../simulator/disk/disk-options.ts';
import { CLOUD_VOLUME, NVME, SPINNING_DISK } from '../simulator/disk/latency-presets.ts';
import type { SimulationHost } from '../simulator/host.ts';
import { DEFAULT_NETWORK } from '../simulator/network/network-options.ts';
import { bandwidth, jitter } from '../simulator/network/path-rules.ts';
import type { PacketRule } from '../simulator/network/rule.ts';
import { fragment } from '../simulator/network/stream-rules.ts';
import { type Rekeying, Simulation } from '../simulator/simulation.ts';
import type { TraceWindow } from '../simulator/trace.ts';
import type { Conditions } from './conditions.ts';
import type { Plan } from './plan.ts';

export interface WorldRequest {
  readonly plan: Plan;
  readonly host: SimulationHost;
  readonly traceWindow: TraceWindow | undefined;
  /** Undefined: the limit of a whole run. */
  readonly eventLimit: number | undefined;
  readonly rekey?: Rekeying | undefined;
}

/** A run that needs more is stalled: the largest runs of the shipped scenarios need about a tenth. */
const EVENT_LIMIT = 3_000_000;
const SYNC_MAXIMUM_US = 100_000;
const SYNC_MINIMUM_US = 30;
const SERVICE_MINIMUM_US = 5;
const SEND_QUEUE_BYTES = 65_536;

export function simulatedWorld({ plan, host, traceWindow, eventLimit, rekey }: WorldRequest): Simulation {
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
    disk: { ...diskOptions(conditions), ...capacity(plan) },
  });
  for (const rule of lastingRules(conditions)) simulation.fabric.addRule(rule);
  if (rekey !== undefined) simulation.rekey(rekey);
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

/** What a broker's disk holds beside the segments of its log: tables, checkpoint, key index, and two segments for each of its queues. */
const BROKER_PAGES = 22;
const PAGES_PER_QUEUE = 2;
const PAGE_BYTES = 4096;
/**
 * Of a disk that is shared with others: between the moments at which retention looks, nobody writes a tenth of it. Where retention removes
 * what has not expired is RocketMQ's 85 per cent.
 */
const DISK_PAGES = 600;
const FORCIBLY_PAGES = 510;

function capacity({ conditions, topology }: Plan): Pick<DiskOptions, 'capacityBytes' | 'takenBytes'> {
  const { diskSegments, commitLogFileBytes } = conditions;
  if (diskSegments === 0) return {};
  const segmentPages = Math.ceil(commitLogFileBytes / PAGE_BYTES);
  const ownPages = BROKER_PAGES + PAGES_PER_QUEUE * topology.queuesPerBroker + diskSegments * segmentPages;
  const takenPages = Math.max(0, FORCIBLY_PAGES - ownPages);
  return { capacityBytes: DISK_PAGES * PAGE_BYTES, takenBytes: takenPages * PAGE_BYTES };
}
