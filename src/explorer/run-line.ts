// One run as what a batch counts of it: plain, short and free of everything that depends on the machine. It is a line of results.jsonl, and
// enough to put the batch together again elsewhere.

import { z } from 'zod';
import { describeFinding } from './failure.ts';
import { readJson } from './read-json.ts';
import type { FindingKind, RunOutcome } from './run-task.ts';

export interface RunLine {
  readonly scenario: string;
  readonly design: string;
  readonly seed: string;
  readonly verdict: FindingKind;
  readonly oracle: string | null;
  readonly message: string | null;
  readonly fingerprint: string | null;
  readonly digest: string;
  readonly events: number;
  readonly packets: number;
  readonly messages: number;
  readonly virtualSeconds: number;
  readonly brokers: number;
  readonly clients: number;
  readonly faultEpisodes: number;
  readonly hasBrokerKill: boolean;
  readonly hasPartition: boolean;
  /** Marks. */
  readonly reached: readonly string[];
  /** Limits of the design. */
  readonly excused: readonly string[];
}

export type LineReading =
  | { readonly kind: 'line'; readonly line: RunLine }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

const MILLISECOND_US = 1000;
const SECOND_US = 1_000_000;
const COUNT = z.number().nonnegative();

export const RUN_LINE: z.ZodType<RunLine> = z.object({
  scenario: z.string(),
  design: z.string(),
  seed: z.string(),
  verdict: z.enum(['held', 'violated', 'undecided', 'crashed', 'stalled', 'nondeterministic']),
  oracle: z.string().nullable(),
  message: z.string().nullable(),
  fingerprint: z.string().nullable(),
  digest: z.string(),
  events: COUNT,
  packets: COUNT,
  messages: COUNT,
  virtualSeconds: COUNT,
  brokers: COUNT,
  clients: COUNT,
  faultEpisodes: COUNT,
  hasBrokerKill: z.boolean(),
  hasPartition: z.boolean(),
  reached: z.array(z.string()),
  excused: z.array(z.string()),
});

export function lineOf(outcome: RunOutcome): RunLine {
  const described = describeFinding(outcome.verdict);
  const { scenario, design, seed, digest, events, packets, shape, reached, excused } = outcome;
  return {
    scenario,
    design,
    seed,
    verdict: outcome.verdict.kind,
    oracle: described?.oracle ?? null,
    message: described?.message ?? null,
    fingerprint: described?.fingerprint ?? null,
    digest,
    events,
    packets,
    messages: shape.messages,
    virtualSeconds: Math.round(outcome.virtualMs * MILLISECOND_US) / SECOND_US,
    brokers: shape.brokers,
    clients: shape.clients,
    faultEpisodes: shape.faultEpisodes,
    hasBrokerKill: shape.hasBrokerKill,
    hasPartition: shape.hasPartition,
    reached,
    excused,
  };
}

export function readLine(text: string): LineReading {
  const reading = readJson(text, RUN_LINE, 'line');
  return reading.kind === 'invalid' ? reading : { kind: 'line', line: reading.value };
}
