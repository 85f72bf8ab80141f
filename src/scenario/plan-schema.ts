// Checks a plan that comes from outside: a capsule of another version, a file that somebody edited. What every plan has is checked by
// schema, the operations by the scenario's own arbitrary. A condition that is added later gets a default here, so that older plans stay
// valid and mean what they meant.

import { z } from 'zod';
import { DEFAULT_REPLICATION_OPTIONS } from '../messaging/replication/replication-options.ts';
import type { PriorityPolicy } from '../simulator/tie-break.ts';
import {
  ALLOCATIONS,
  type BrokerConditions,
  type Conditions,
  type ConsumerConditions,
  DISK_KINDS,
  type GroupLossConditions,
  type MasterLossConditions,
  type ReplicationConditions,
  type RollingRestartConditions,
  type SplitBrainConditions,
} from './conditions.ts';
import { drawPlan } from './draw-plan.ts';
import { FAULT_SCHEMA } from './fault-schema.ts';
import { PLAN_FORMAT, type Plan, type Profile } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { describeValue } from './schema-issue.ts';
import type { Topology } from './topology.ts';

const SLOTS_MAX = 100_000;
const COUNT_MAX = 1_000_000_000;

const COUNT = z.int().min(0).max(COUNT_MAX);

const TOPOLOGY: z.ZodType<Topology> = z.strictObject({
  nameServers: z.int().min(1).max(16),
  brokers: z.int().min(1).max(100),
  producers: z.int().min(0).max(1000),
  consumers: z.int().min(0).max(1000),
  queuesPerBroker: z.int().min(1).max(1000),
  slavesPerBroker: z.int().min(0).max(16).optional(),
});

const PRIORITY: z.ZodType<PriorityPolicy> = z.strictObject({
  kind: z.literal('priority'),
  changePoints: COUNT,
});

const COUNT_FROM_ONE = z.int().min(1).max(COUNT_MAX);

const CONSUMER: z.ZodType<ConsumerConditions> = z.strictObject({
  consumeTimeoutMs: COUNT_FROM_ONE,
  consumeWorkers: COUNT_FROM_ONE,
  consumeBatchSize: COUNT_FROM_ONE,
  pullBatchSize: COUNT_FROM_ONE,
  maxCachedMessages: COUNT,
  maxCachedBytes: COUNT,
  maxCachedSpan: COUNT,
});

const BROKER: z.ZodType<BrokerConditions> = z.strictObject({
  sendWorkers: COUNT_FROM_ONE,
  sendQueueBound: COUNT,
  sendMaxWaitMs: COUNT_FROM_ONE,
  pageCacheBusyTimeoutMs: COUNT,
});

const REPLICATION: z.ZodType<ReplicationConditions> = z.strictObject({
  transferBatchBytes: COUNT_FROM_ONE,
  metadataFirstMs: COUNT.default(DEFAULT_REPLICATION_OPTIONS.metadataFirstMs),
  metadataIntervalMs: COUNT_FROM_ONE.default(DEFAULT_REPLICATION_OPTIONS.metadataIntervalMs),
  slaveReadEnable: z.boolean().default(false),
  masterFence: z.enum(['none', 'name-servers']).default('none'),
});

const MASTER_LOSS: z.ZodType<MasterLossConditions> = z.strictObject({
  atMs: COUNT,
  how: z.enum(['killed', 'power-lost', 'disk-wiped']),
  promoteAfterMs: COUNT,
  returnAfterMs: COUNT,
  operator: z.enum(['careful', 'hasty']).optional(),
});

const GROUP_LOSS: z.ZodType<GroupLossConditions> = z.strictObject({ atMs: COUNT, downMs: COUNT });

const ROLLING_RESTART: z.ZodType<RollingRestartConditions> = z.strictObject({
  atMs: COUNT,
  downMs: COUNT,
  pauseMs: COUNT,
});

const SPLIT_BRAIN: z.ZodType<SplitBrainConditions> = z.strictObject({
  atMs: COUNT,
  how: z.enum(['cut-off', 'isolated', 'paused', 'killed']),
  promoteAfterMs: COUNT,
  returnAfterMs: COUNT,
  retireAfterMs: COUNT,
  retires: z.enum(['emptied', 'with-its-log']),
  comparedBytes: COUNT_FROM_ONE,
});

const CONDITIONS: z.ZodType<Conditions> = z.strictObject({
  tieBreak: z.union([z.enum(['first-in-first-out', 'shuffle']), PRIORITY]),
  latencyMinimumUs: COUNT,
  latencyMeanUs: COUNT,
  latencyMaximumUs: COUNT,
  pairLatencyUs: COUNT,
  lossPerMillion: z.int().min(0).max(1_000_000),
  diskSyncMeanUs: COUNT,
  serviceTimeMaximumUs: COUNT,
  interleaveMaximumUs: COUNT,
  commitLogFileBytes: z.int().min(256).max(1_073_741_824),
  consumeQueueFileUnits: z.int().min(1).max(COUNT_MAX),
  handlingMs: COUNT,
  disturbMs: COUNT,
  indexSlots: z.int().min(1).max(COUNT_MAX).default(64),
  indexEntries: z.int().min(2).max(COUNT_MAX).default(400),
  clockOffsetMaximumMs: COUNT.default(0),
  diskSegments: COUNT.default(0),
  reservedMs: COUNT.default(0),
  cleanIntervalMs: COUNT.default(0),
  hotLogBytes: COUNT.default(0),
  consumersLeaveMs: COUNT.default(0),
  consumersReturnMs: COUNT.default(0),
  delayTable: z.enum(['own', 'short']).default('own'),
  consumerAllocation: z.enum(ALLOCATIONS).default('average'),
  autoCreateTopic: z.boolean().default(true),
  disk: z.enum(DISK_KINDS).default('plain'),
  jitterMaximumUs: COUNT.default(0),
  pieceMaximumBytes: COUNT.default(0),
  bytesPerSecond: COUNT.default(0),
  consumer: CONSUMER.optional(),
  broker: BROKER.optional(),
  replication: REPLICATION.optional(),
  masterLoss: MASTER_LOSS.optional(),
  splitBrain: SPLIT_BRAIN.optional(),
  rollingRestart: ROLLING_RESTART.optional(),
  groupLoss: GROUP_LOSS.optional(),
});

const PROFILE: z.ZodType<Profile> = z.enum(['swarm', 'calm', 'fierce', 'long', 'overload']);

const OPERATION_SLOT = z.strictObject({ slot: COUNT, operation: z.json() });
const FAULT_SLOT = z.strictObject({ slot: COUNT, fault: FAULT_SCHEMA });

export const PLAN_SCHEMA: z.ZodType<Plan> = z.strictObject({
  format: z.literal(PLAN_FORMAT),
  scenario: z.string().min(1),
  seed: z.string(),
  profile: PROFILE,
  topology: TOPOLOGY,
  conditions: CONDITIONS,
  operations: z.array(OPERATION_SLOT).max(SLOTS_MAX).refine(hasDistinctSlots, 'two operations share a slot'),
  faults: z.array(FAULT_SLOT).max(SLOTS_MAX).refine(hasDistinctSlots, 'two faults share a slot'),
});

function hasDistinctSlots(slots: readonly { readonly slot: number }[]): boolean {
  return new Set(slots.map(({ slot }) => slot)).size === slots.length;
}

/** What is wrong with the plan's operations, judged by the scenario that is to perform them. */
export function checkOperations(plan: Plan, scenario: Scenario): readonly string[] {
  if (plan.scenario !== scenario.name)
    return [`plan.scenario is "${plan.scenario}": the scenario is ${scenario.name}`];
  const { slot } = scenario.operations;
  const foreign = plan.operations.findIndex(({ operation }) => !slot.canShrinkWithoutContext(operation));
  if (foreign === -1 || !recognisesItsOwn(scenario)) return [];
  const value = describeValue(plan.operations[foreign]?.operation);
  return [
    `plan.operations[${foreign}].operation is ${value}: ${scenario.name} never draws such an operation`,
  ];
}

/** An arbitrary with a one-way map cannot say whether a value is its own; then nothing can be checked. */
function recognisesItsOwn(scenario: Scenario): boolean {
  const { operations } = drawPlan(scenario, 'schema', 'calm');
  return operations.every(({ operation }) => scenario.operations.slot.canShrinkWithoutContext(operation));
}
