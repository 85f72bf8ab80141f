// What a run came to: its verdict, its fingerprint, and figures that show whether it tried anything.

import type { Violation } from '../oracles/oracle.ts';
import type { DigestCheckpoint } from '../simulator/digest.ts';
import type { TraceEvent } from '../simulator/trace.ts';
import type { AccountLine } from './account-line.ts';

export type Verdict =
  | { readonly kind: 'held' }
  | {
      readonly kind: 'violated';
      readonly violation: Violation;
      readonly atUs: number;
      readonly event: number;
    }
  | { readonly kind: 'undecided'; readonly why: string }
  /** Code of the stack or of the harness threw. */
  | { readonly kind: 'crashed'; readonly machine: string; readonly stack: string }
  /** A bound was met before the run could end: events, pending events, or the host's own time. */
  | { readonly kind: 'stalled'; readonly why: string };

/** How much a run contained. */
export interface RunShape {
  readonly nameServers: number;
  readonly brokers: number;
  readonly clients: number;
  readonly operations: number;
  /** Messages that were acknowledged. */
  readonly messages: number;
  readonly deliveries: number;
  readonly faultEpisodes: number;
  /** Kinds of the faults that took place. */
  readonly faultKinds: readonly string[];
  readonly hasBrokerKill: boolean;
  readonly hasPartition: boolean;
}

export interface RunResult {
  readonly scenario: string;
  readonly design: string;
  readonly seed: string;
  readonly verdict: Verdict;
  readonly digest: string;
  readonly checkpoints: readonly DigestCheckpoint[];
  readonly events: number;
  readonly packets: number;
  /** What the packets carried. */
  readonly wireBytes: number;
  readonly virtualMs: number;
  readonly shape: RunShape;
  /** Marks reached, sorted. */
  readonly reached: readonly string[];
  /** Names of the design's limits that excused something. */
  readonly excused: readonly string[];
  /** The window asked for, or nothing. */
  readonly trace: readonly TraceEvent[];
  /** What happened in words, where it was asked for. */
  readonly account: readonly AccountLine[];
}
