// run.json of an exploration: what was asked, what was watched, what came out. It is written when the batch begins, without a result, and
// again when it ends; so a batch that was killed says what it was. Shards are put together from it and from results.jsonl.

import { z } from 'zod';
import type { Profile } from '../../scenario/plan.ts';
import type { Doubt } from '../aggregate.ts';
import type { Extent } from '../explore.ts';
import { readJson } from '../read-json.ts';
import { RUN_LINE } from '../run-line.ts';
import type { SavedRunCheck } from '../saved-run.ts';
import type { Shard } from '../shard.ts';

export const BATCH_FORMAT = 1;

/** A scenario as far as reports and merges need it. */
export interface BatchSuite {
  readonly scenario: string;
  readonly design: string;
  /** Promises that were watched. */
  readonly oracles: readonly string[];
  /** Marks that runs must reach. */
  readonly reach: readonly string[];
}

export interface BatchAsked {
  readonly command: 'explore';
  readonly scenarios: readonly string[];
  readonly design: string;
  /** As the user named them: names or files. */
  readonly sources: { readonly scenarios: readonly string[]; readonly design: string };
  readonly profile: Profile;
  readonly seed: string;
  readonly extent: Extent;
  readonly shard: Shard;
  readonly maxFailures: number | null;
  readonly strict: boolean;
  readonly workers: number;
}

/** As far as a merge reads it. */
export interface BatchEnd {
  readonly wallSeconds: number;
  readonly isInterrupted: boolean;
  readonly digest: string | null;
  readonly doubts: readonly Doubt[];
  readonly replayed: { readonly capsules: readonly SavedRunCheck[] };
}

export interface BatchDocument<Result = BatchEnd> {
  readonly format: typeof BATCH_FORMAT;
  readonly asked: BatchAsked;
  readonly startedAt: string;
  readonly versions: { readonly package: string; readonly node: string };
  readonly suites: readonly BatchSuite[];
  /** Null while the batch is under way, and for good when it was killed. */
  readonly result: Result | null;
}

export type DocumentReading =
  | { readonly kind: 'document'; readonly document: BatchDocument }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

const FINDING_KIND = z.enum(['held', 'violated', 'undecided', 'crashed', 'stalled', 'nondeterministic']);

const SAVED_RUN: z.ZodType<SavedRunCheck> = z.object({
  capsule: z.string(),
  from: z.enum(['corpus', 'reports']),
  scenario: z.string(),
  design: z.string(),
  designSource: z.string().optional(),
  seed: z.string(),
  outcome: z.enum(['same', 'different', 'fixed', 'diverged']),
  verdict: FINDING_KIND,
  oracle: z.string().nullable(),
  message: z.string().nullable(),
  fingerprint: z.string().nullable(),
});

const DOCUMENT: z.ZodType<BatchDocument> = z.object({
  format: z.literal(BATCH_FORMAT),
  asked: z.object({
    command: z.literal('explore'),
    scenarios: z.array(z.string()),
    design: z.string(),
    sources: z.object({ scenarios: z.array(z.string()), design: z.string() }),
    profile: z.enum(['swarm', 'calm', 'fierce', 'long', 'overload']),
    seed: z.string(),
    extent: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('seeds'), range: z.object({ first: z.number(), last: z.number() }) }),
      z.object({ kind: z.literal('time'), limitMs: z.number() }),
    ]),
    shard: z.object({ number: z.int().positive(), of: z.int().positive() }),
    maxFailures: z.number().nullable(),
    strict: z.boolean(),
    workers: z.number(),
  }),
  startedAt: z.string(),
  versions: z.object({ package: z.string(), node: z.string() }),
  suites: z.array(
    z.object({
      scenario: z.string(),
      design: z.string(),
      oracles: z.array(z.string()),
      reach: z.array(z.string()),
    }),
  ),
  result: z
    .object({
      wallSeconds: z.number(),
      isInterrupted: z.boolean(),
      digest: z.string().nullable(),
      doubts: z.array(z.object({ line: RUN_LINE, was: FINDING_KIND, capsule: z.string() })),
      replayed: z.object({ capsules: z.array(SAVED_RUN) }),
    })
    .nullable(),
});

export function readBatchDocument(text: string): DocumentReading {
  const reading = readJson(text, DOCUMENT, 'file');
  return reading.kind === 'invalid' ? reading : { kind: 'document', document: reading.value };
}
