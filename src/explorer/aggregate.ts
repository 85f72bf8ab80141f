// What a batch of runs came to, grown run by run: counts, sums, medians, marks and failures folded by fingerprint.

import { present } from '../base/assert.ts';
import { compareText } from '../base/compare.ts';
import { BatchDigest } from './batch-digest.ts';
import { type Failure, failureKey } from './failure.ts';
import type { RunLine } from './run-line.ts';
import type { FindingKind } from './run-task.ts';
import { Tally } from './tally.ts';

export interface BatchShape {
  readonly medianBrokers: number;
  readonly medianClients: number;
  readonly medianMessages: number;
  readonly medianFaultEpisodes: number;
  /** Share of runs, 0 to 1, in which a broker was killed and a partition took place. */
  readonly killAndPartitionShare: number;
}

/** Names that scripts rely on. */
export interface BatchSummary extends Readonly<Record<FindingKind, number>> {
  readonly runs: number;
  /** Runs that a limit of the design excused, by limit. */
  readonly excused: Readonly<Record<string, number>>;
  readonly events: number;
  readonly packets: number;
  readonly messages: number;
  readonly virtualSeconds: number;
  readonly digest: string;
  readonly neverReached: readonly string[];
  /** Runs that reached each expected mark. */
  readonly marks: readonly MarkCount[];
  readonly shape: BatchShape;
  readonly failures: readonly Failure[];
  /** Runs that turned out to be nondeterministic after they were counted. */
  readonly doubts: readonly Doubt[];
}

export interface Doubt {
  readonly line: RunLine;
  /** As it was counted. */
  readonly was: FindingKind;
  readonly capsule: string;
}

export interface MarkCount {
  readonly scenario: string;
  readonly mark: string;
  readonly runs: number;
  /** Runs of the scenario. */
  readonly of: number;
}

/** Marks that runs of a scenario must reach. */
export interface Expectation {
  readonly scenario: string;
  readonly reach: readonly string[];
}

const SECOND_US = 1_000_000;

export class Aggregate {
  readonly #expectations: readonly Expectation[];
  readonly #digest = new BatchDigest();
  readonly #counts: Record<FindingKind, number> = {
    held: 0,
    violated: 0,
    undecided: 0,
    crashed: 0,
    stalled: 0,
    nondeterministic: 0,
  };
  readonly #excused = new Map<string, number>();
  readonly #runsOf = new Map<string, number>();
  readonly #reached = new Map<string, number>();
  readonly #failures = new Map<string, Failure>();
  readonly #doubts: Doubt[] = [];
  readonly #brokers = new Tally();
  readonly #clients = new Tally();
  readonly #acknowledged = new Tally();
  readonly #faultEpisodes = new Tally();
  #runs = 0;
  #events = 0;
  #packets = 0;
  #messages = 0;
  #virtualUs = 0;
  #withKillAndPartition = 0;

  constructor(expectations: readonly Expectation[]) {
    this.#expectations = expectations;
  }

  get runs(): number {
    return this.#runs;
  }

  get events(): number {
    return this.#events;
  }

  /** Runs that prove something wrong. */
  get failedRuns(): number {
    const { violated, crashed, stalled, nondeterministic } = this.#counts;
    return violated + crashed + stalled + nondeterministic;
  }

  /** Returns the failure when it is the first of its kind. */
  add(line: RunLine): Failure | undefined {
    this.#runs += 1;
    this.#runsOf.set(line.scenario, (this.#runsOf.get(line.scenario) ?? 0) + 1);
    this.#counts[line.verdict] += 1;
    this.#digest.add(line);
    this.#events += line.events;
    this.#packets += line.packets;
    this.#messages += line.messages;
    // Whole microseconds, so that the order of runs changes nothing.
    this.#virtualUs += Math.round(line.virtualSeconds * SECOND_US);
    for (const limit of line.excused) this.#excused.set(limit, (this.#excused.get(limit) ?? 0) + 1);
    for (const mark of line.reached) {
      const key = markKey(line.scenario, mark);
      this.#reached.set(key, (this.#reached.get(key) ?? 0) + 1);
    }
    this.#addShape(line);
    return this.#addFailure(line);
  }

  /** Notes where the run of a failure was saved. */
  addCapsule(failure: Failure, path: string): void {
    const key = failureKey(failure, failure.fingerprint);
    const known = present(this.#failures.get(key), `failure ${key}`);
    this.#failures.set(key, { ...known, capsule: path });
  }

  /** A run that was counted came to something else when it was saved: what it came to means nothing. */
  addDoubt(doubt: Doubt): void {
    this.#counts[doubt.was] -= 1;
    this.#counts.nondeterministic += 1;
    this.#doubts.push(doubt);
    const failure = this.#addFailure(doubt.line);
    if (failure !== undefined) this.addCapsule(failure, doubt.capsule);
  }

  summary(): BatchSummary {
    return {
      runs: this.#runs,
      ...this.#counts,
      excused: Object.fromEntries([...this.#excused].sort(([left], [right]) => compareText(left, right))),
      events: this.#events,
      packets: this.#packets,
      messages: this.#messages,
      virtualSeconds: this.#virtualUs / SECOND_US,
      digest: this.#digest.value(),
      neverReached: this.#neverReached(),
      marks: this.#marks(),
      shape: this.#shape(),
      failures: [...this.#failures.values()],
      doubts: this.#doubts,
    };
  }

  #addShape(line: RunLine): void {
    this.#brokers.add(line.brokers);
    this.#clients.add(line.clients);
    this.#acknowledged.add(line.messages);
    this.#faultEpisodes.add(line.faultEpisodes);
    if (line.hasBrokerKill && line.hasPartition) this.#withKillAndPartition += 1;
  }

  #shape(): BatchShape {
    return {
      medianBrokers: this.#brokers.median(),
      medianClients: this.#clients.median(),
      medianMessages: this.#acknowledged.median(),
      medianFaultEpisodes: this.#faultEpisodes.median(),
      killAndPartitionShare: this.#runs === 0 ? 0 : this.#withKillAndPartition / this.#runs,
    };
  }

  #addFailure(line: RunLine): Failure | undefined {
    const { scenario, design, seed, verdict, oracle, message, fingerprint } = line;
    if (verdict === 'held' || fingerprint === null) return undefined;
    const key = failureKey(line, fingerprint);
    const known = this.#failures.get(key);
    if (known !== undefined) {
      this.#failures.set(key, { ...known, runs: known.runs + 1 });
      return undefined;
    }
    const described = { verdict, oracle, message: message ?? '', fingerprint };
    const failure = { scenario, design, seed, ...described, runs: 1, capsule: null };
    this.#failures.set(key, failure);
    return failure;
  }

  #marks(): readonly MarkCount[] {
    return this.#expectations.flatMap(({ scenario, reach }) => {
      const of = this.#runsOf.get(scenario) ?? 0;
      return reach.map((mark) => ({
        scenario,
        mark,
        runs: this.#reached.get(markKey(scenario, mark)) ?? 0,
        of,
      }));
    });
  }

  #neverReached(): readonly string[] {
    if (this.#runs === 0) return [];
    const missed = this.#expectations.flatMap(({ scenario, reach }) =>
      reach.filter((mark) => !this.#reached.has(markKey(scenario, mark))),
    );
    return [...new Set(missed)].sort(compareText);
  }
}

function markKey(scenario: string, mark: string): string {
  return JSON.stringify([scenario, mark]);
}
