// Everybody who takes evidence in a run: of stores always, of the rest only what an oracle of the scenario asks for, since each costs time.

import type { History } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Evidence, Oracle } from '../oracles/oracle.ts';
import type { Simulation } from '../simulator/simulation.ts';
import { watchAttempts } from './attempt-witness.ts';
import type { Cluster } from './cluster.ts';
import type { Conditions } from './conditions.ts';
import { watchDelays } from './delay-witness.ts';
import { watchHeldPulls } from './hold-witness.ts';
import { watchMasters } from './master-witness.ts';
import { watchMembers } from './member-witness.ts';
import { watchOwnership } from './ownership-witness.ts';
import { watchRepetitions } from './repetition-witness.ts';
import { watchReplicas } from './replica-witness.ts';
import { watchRoutes } from './route-witness.ts';
import type { Scenario } from './scenario.ts';
import { watchSends } from './send-witness.ts';
import { watchStores } from './store-witness.ts';
import { watchTransactions } from './transaction-witness.ts';

/** What a witness sees, and where it writes it down. */
export interface WitnessedWorld {
  readonly simulation: Simulation;
  readonly cluster: Cluster;
  readonly scenario: Scenario;
  /** Who judges this run. */
  readonly oracles: readonly Oracle[];
  readonly conditions: Conditions;
  readonly history: History<MessageEntry>;
  /** Where evidence goes that no oracle asks for, but an account has words for; undefined: it is not taken. */
  readonly aside?: History<MessageEntry> | undefined;
  /** A situation was met. */
  readonly mark: (mark: string) => void;
}

const WITNESSES: Readonly<Record<Evidence, (world: WitnessedWorld) => void>> = {
  members: watchMembers,
  'held-pulls': watchHeldPulls,
  sends: watchSends,
  delays: watchDelays,
  repetitions: watchRepetitions,
  ownership: watchOwnership,
  routes: watchRoutes,
  attempts: watchAttempts,
  transactions: watchTransactions,
  replicas: watchReplicas,
  masters: watchMasters,
};

const DETAILS: readonly Evidence[] = [
  'delays',
  'held-pulls',
  'masters',
  'ownership',
  'repetitions',
  'routes',
  'sends',
];

export function watch(world: WitnessedWorld): void {
  watchStores(world.simulation, world.cluster, world.history);
  const needed = new Set(world.oracles.flatMap(({ evidence = [] }) => evidence));
  for (const evidence of [...needed].sort()) WITNESSES[evidence](world);
  if (world.aside === undefined) return;
  const apart: WitnessedWorld = { ...world, history: world.aside, mark: () => {} };
  for (const evidence of DETAILS) if (!needed.has(evidence)) WITNESSES[evidence](apart);
}
