// A saved run: everything that replay needs in one JSON file, and enough about its past to say how today's run differs. It holds the
// plan, not the way to draw it, so it survives changes of scenarios and of the drawing.

import { z } from 'zod';
import { lineText } from '../scenario/account-line.ts';
import type { DesignOptions } from '../scenario/design.ts';
import type { Plan } from '../scenario/plan.ts';
import { PLAN_SCHEMA } from '../scenario/plan-schema.ts';
import type { DigestCheckpoint } from '../simulator/digest.ts';
import { EVENT_RECORD, type EventRecord } from './event-record.ts';
import type { Failure } from './failure.ts';
import { readJson } from './read-json.ts';
import type { Finding, RunOutcome } from './run-task.ts';
import type { PlanSize } from './shrink/plan-size.ts';

export const CAPSULE_FORMAT = 1;
export const ACCOUNT_LINES_MAX = 1000;
export const ACCOUNT_LINE_MAX = 2000;

export interface Capsule {
  readonly format: typeof CAPSULE_FORMAT;
  /** Name or file of the scenario. */
  readonly scenario: string;
  readonly design: CapsuleDesign;
  readonly plan: Plan;
  readonly verdict: Finding;
  /** Empty when the run ended without a result. */
  readonly digest: string;
  readonly checkpoints: readonly DigestCheckpoint[];
  readonly versions: { readonly package: string; readonly node: string };
  /** Commit of the user's repository. */
  readonly commit?: string | undefined;
  /** Its events; absent when there were too many, and in capsules of earlier versions. */
  readonly record?: EventRecord | undefined;
  /** Of a plan that was shrunk. */
  readonly origin?: CapsuleOrigin | undefined;
  /** What happens in the run, for people. */
  readonly account?: readonly string[] | undefined;
}

/** The plan that was saved first, of which this one is what shrinking has left. */
export interface CapsuleOrigin {
  /** Key of the plan. */
  readonly plan: string;
  readonly size: PlanSize;
  /** Whether nothing could be made simpler; otherwise time was up. */
  readonly isFinished: boolean;
}

export interface CapsuleDesign {
  readonly name: string;
  /** Name or file. */
  readonly source: string;
  /** Resolved, as they were. */
  readonly options: DesignOptions;
  /** Of the design's source with everything that it imports. */
  readonly sourceDigest: string;
}

/** What is known of the code that performed a run. */
export interface Provenance {
  readonly sourceDigest: string;
  readonly versions: Capsule['versions'];
  readonly commit: string | undefined;
}

export interface SavedRun {
  readonly scenarioSource: string;
  readonly design: Omit<CapsuleDesign, 'sourceDigest'>;
  readonly plan: Plan;
  readonly outcome: RunOutcome;
  readonly provenance: Provenance;
  /** Undefined when it was not recorded. */
  readonly record?: EventRecord | undefined;
  readonly origin?: CapsuleOrigin;
  readonly account?: readonly string[];
}

export type CapsuleReading =
  | { readonly kind: 'capsule'; readonly capsule: Capsule }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

const VIOLATION = z.object({ oracle: z.string(), message: z.string(), fingerprint: z.string() });

const FINDING: z.ZodType<Finding> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('held') }),
  z.object({ kind: z.literal('violated'), violation: VIOLATION, atUs: z.number(), event: z.number() }),
  z.object({ kind: z.literal('undecided'), why: z.string() }),
  z.object({ kind: z.literal('crashed'), machine: z.string(), stack: z.string() }),
  z.object({ kind: z.literal('stalled'), why: z.string() }),
  z.object({ kind: z.literal('nondeterministic'), why: z.string() }),
]);

const COUNT = z.int().min(0);
const PLAN_SIZE: z.ZodType<PlanSize> = z.object({ operations: COUNT, faults: COUNT, machines: COUNT });

const CAPSULE: z.ZodType<Capsule> = z.object({
  format: z.literal(CAPSULE_FORMAT),
  scenario: z.string().min(1),
  design: z.object({
    name: z.string().min(1),
    source: z.string().min(1),
    options: z.record(z.string(), z.json()) as z.ZodType<DesignOptions>,
    sourceDigest: z.string(),
  }),
  plan: PLAN_SCHEMA,
  verdict: FINDING,
  digest: z.string().regex(/^([0-9a-f]{16})?$/, '16 hexadecimal digits expected'),
  checkpoints: z.array(z.object({ events: z.int().positive(), digest: z.string() })).max(1024),
  versions: z.object({ package: z.string(), node: z.string() }),
  commit: z.string().optional(),
  record: EVENT_RECORD.optional(),
  origin: z.object({ plan: z.string(), size: PLAN_SIZE, isFinished: z.boolean() }).optional(),
  account: z.array(z.string().max(ACCOUNT_LINE_MAX)).max(ACCOUNT_LINES_MAX).optional(),
});

const OF_ANOTHER_FORMAT = z.object({
  format: z.int().refine((format) => format !== CAPSULE_FORMAT),
  versions: z.object({ package: z.string() }),
});

export function buildCapsule(run: SavedRun): Capsule {
  const { outcome, provenance, record } = run;
  return {
    format: CAPSULE_FORMAT,
    scenario: run.scenarioSource,
    design: { ...run.design, sourceDigest: provenance.sourceDigest },
    plan: run.plan,
    verdict: outcome.verdict,
    digest: outcome.digest,
    checkpoints: outcome.checkpoints,
    versions: provenance.versions,
    ...(provenance.commit === undefined ? {} : { commit: provenance.commit }),
    ...(record === undefined ? {} : { record }),
    ...(run.origin === undefined ? {} : { origin: run.origin }),
    ...(run.account === undefined ? {} : { account: run.account }),
  };
}

/** For a capsule: as much of it as anybody reads. */
export function accountOf({ account }: Pick<RunOutcome, 'account'>): readonly string[] {
  const texts = account.map((line) => lineText(line).slice(0, ACCOUNT_LINE_MAX));
  if (texts.length <= ACCOUNT_LINES_MAX) return texts;
  const half = Math.floor(ACCOUNT_LINES_MAX / 2) - 1;
  const left = texts.length - 2 * half;
  return [...texts.slice(0, half), `… ${left} lines are left out`, ...texts.slice(-half)];
}

export function writeCapsule(capsule: Capsule): string {
  return `${JSON.stringify(capsule, undefined, 2)}\n`;
}

/** Whether its operations suit the scenario is checked where the scenario is known. */
export function readCapsule(text: string): CapsuleReading {
  const reading = readJson(text, CAPSULE, 'file');
  if (reading.kind === 'read') return { kind: 'capsule', capsule: reading.value };
  const other = readJson(text, OF_ANOTHER_FORMAT, 'file');
  return other.kind === 'read' ? { kind: 'invalid', problems: [describeFormat(other.value)] } : reading;
}

function describeFormat({ format, versions }: z.infer<typeof OF_ANOTHER_FORMAT>): string {
  return `its format is ${format}, and this version reads format ${CAPSULE_FORMAT}: replay it with version ${versions.package}, which saved it`;
}

/** Stable for a failure; without characters that a file system or a shell could mind. */
export function capsuleFileName(
  failure: Pick<Failure, 'scenario' | 'design' | 'fingerprint' | 'seed'>,
): string {
  const { scenario, design, fingerprint, seed } = failure;
  const words = [scenario, design, fingerprint, seed].map((word) => word.replaceAll(/[^A-Za-z0-9.]+/g, '-'));
  return `${words.join('.').slice(0, 180)}.json`;
}
