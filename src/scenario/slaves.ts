// Slaves that some runs of a scenario have though it is not about them. They are drawn by a key of their own, so that a run without any is what it
// would be if nobody had thought of slaves. What is promised of copies is judged in every run that has some.

import { type Arbitrary, boolean, constant, constantFrom, oneof, record } from 'fast-check';
import { confirmedIsCopied } from '../oracles/confirmed-is-copied.ts';
import { lagReturnsToZero } from '../oracles/lag-returns-to-zero.ts';
import { oneWriter } from '../oracles/one-writer.ts';
import type { Oracle } from '../oracles/oracle.ts';
import { replicasSharePrefix } from '../oracles/replicas-share-prefix.ts';
import { slaveGivenItsTime } from '../oracles/slave-given-its-time.ts';
import type { Conditions, ReplicationConditions } from './conditions.ts';
import { drawn } from './drawn.ts';
import type { Plan } from './plan.ts';
import type { Scenario } from './scenario.ts';

export interface Slaves {
  readonly perBroker: number;
  /** What is drawn otherwise, or beside, where there are any. */
  readonly conditions: Partial<Conditions>;
}

const REPLICA_ORACLES: readonly Oracle[] = [
  replicasSharePrefix,
  confirmedIsCopied,
  slaveGivenItsTime,
  lagReturnsToZero,
  oneWriter,
];

/** Slaves that often know what their master does. */
export function replication(...transferBatchBytes: readonly number[]): Arbitrary<ReplicationConditions> {
  return record({
    transferBatchBytes: constantFrom(...transferBatchBytes),
    metadataFirstMs: constantFrom(500, 3000),
    metadataIntervalMs: constantFrom(1000, 10_000),
    slaveReadEnable: boolean(),
  });
}

/** In transfers that hold less than a record, some, or all there is. */
export const REPLICATION: Arbitrary<ReplicationConditions> = replication(300, 1000, 32_768);

export function slaves(
  perBroker: Arbitrary<number>,
  conditions: Arbitrary<Partial<Conditions>> = record({ replication: REPLICATION }),
): Arbitrary<Slaves> {
  return record({ perBroker, conditions });
}

/** Each costs as much as another broker, and what is about slaves has scenarios of its own. */
export const SELDOM: Arbitrary<number> = oneof(
  { weight: 57, arbitrary: constant(0) },
  { weight: 2, arbitrary: constant(1) },
  { weight: 1, arbitrary: constant(2) },
);

export const SLAVES_NOW_AND_THEN: Arbitrary<Slaves> = slaves(SELDOM);

/** A plan with the slaves that it draws, where it draws any. */
export function withSlaves(plan: Plan, scenario: Scenario, key: string): Plan {
  if (scenario.slaves === undefined) return plan;
  const { perBroker, conditions } = drawn(scenario.slaves, key);
  if (perBroker === 0) return plan;
  return {
    ...plan,
    topology: { ...plan.topology, slavesPerBroker: perBroker },
    conditions: { ...plan.conditions, ...conditions },
  };
}

/** What is judged in some run of the scenario. */
export function allOraclesOf({
  oracles,
  slaves: drawnApart,
}: Pick<Scenario, 'oracles' | 'slaves'>): readonly Oracle[] {
  return drawnApart === undefined ? oracles : [...new Set([...oracles, ...REPLICA_ORACLES])];
}

/** What is judged in this run of it. */
export function oraclesOf(scenario: Scenario, { topology }: Plan): readonly Oracle[] {
  return (topology.slavesPerBroker ?? 0) === 0 ? scenario.oracles : allOraclesOf(scenario);
}
