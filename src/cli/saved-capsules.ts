// Finds the saved runs that are performed again before a batch: the user's corpus, and what earlier invocations have left in reports/.

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { compareText } from '../base/compare.ts';
import { type Capsule, capsuleFileName, readCapsule } from '../explorer/capsule.ts';
import { describeFinding } from '../explorer/failure.ts';
import type { SavedRun } from '../explorer/replay-saved.ts';
import { isInShard, type Shard } from '../explorer/shard.ts';
import { checkOperations } from '../scenario/plan-schema.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Loaded } from './load-module.ts';
import { SHRUNK_EXTENSION } from './shrink-files.ts';
import { UsageError } from './usage-error.ts';

export interface SavedCapsulesQuery {
  /** Of the user. */
  readonly root: string;
  readonly scenarios: readonly Loaded<Scenario>[];
  /** Name. */
  readonly design: string;
  readonly shard: Shard;
}

/** The newest of each failure, so many in all. */
const REPORTS_MAX = 10;
const READ_MAX = 200;

/**
 * Shards share the corpus. What lies in reports/ is another on every machine, so that a shard leaves it alone.
 * @throws UsageError when a capsule of the corpus cannot be replayed
 */
export function findSavedRuns(query: SavedCapsulesQuery): readonly SavedRun[] {
  const corpus = corpusOf(query).filter((_, index) => isInShard(query.shard, index));
  return query.shard.of === 1 ? [...corpus, ...leftInReports(query)] : corpus;
}

function corpusOf(query: SavedCapsulesQuery): readonly SavedRun[] {
  const folder = join(query.root, 'corpus');
  const files = filesUnder(folder).sort(compareText);
  return files.flatMap((file) => {
    const path = relative(query.root, file).split(sep).join('/');
    const reading = readCapsule(readFileSync(file, 'utf8'));
    if (reading.kind === 'invalid') throw unfit(path, reading.problems);
    const loaded = scenarioOf(reading.capsule, query);
    if (loaded === undefined) return [];
    const problems = checkOperations(reading.capsule.plan, loaded.value);
    if (problems.length > 0) throw unfit(path, problems);
    return [{ path, from: 'corpus', capsule: reading.capsule, scenario: loaded.source } as const];
  });
}

function unfit(path: string, problems: readonly string[]): UsageError {
  return new UsageError(`${path} of the corpus cannot be replayed`, {
    problems,
    remedy:
      'restore the file, save the run anew with `windtunnel explore`, or remove it from the corpus; --no-replay leaves all saved runs alone',
  });
}

function leftInReports(query: SavedCapsulesQuery): readonly SavedRun[] {
  const found = new Map<string, SavedRun>();
  for (const path of newestFirst(query).slice(0, READ_MAX)) {
    if (found.size >= REPORTS_MAX) break;
    const run = savedRunAt(path, query);
    if (run === undefined) continue;
    const key = JSON.stringify([run.scenario, describeFinding(run.capsule.verdict)?.fingerprint]);
    if (!found.has(key)) found.set(key, run);
  }
  return [...found.values()];
}

/** Names of folders begin with their time. */
function newestFirst({ root, scenarios, design }: SavedCapsulesQuery): readonly string[] {
  const prefixes = scenarios.map(({ value }) => filePrefix(value.name, design));
  const folders = entriesOf(join(root, 'reports'))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(compareText)
    .reverse();
  return folders.flatMap((folder) => {
    const capsules = join(root, 'reports', folder, 'capsules');
    return entriesOf(capsules)
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.json') && prefixes.some((prefix) => name.startsWith(prefix)))
      .sort((left, right) => shrunkFirst(left, right) || compareText(left, right))
      .map((name) => join(capsules, name));
  });
}

/** A shrunk run fails as its original does, and sooner. */
function shrunkFirst(left: string, right: string): number {
  const rank = (name: string) => (name.endsWith(SHRUNK_EXTENSION) ? 0 : 1);
  return rank(left) - rank(right);
}

/** What names of capsules of a scenario and a design begin with. */
function filePrefix(scenario: string, design: string): string {
  return capsuleFileName({ scenario, design, fingerprint: '', seed: '' }).replace(/\.*json$/, '.');
}

/** Undefined for what cannot be replayed today: it is only left over. */
function savedRunAt(file: string, query: SavedCapsulesQuery): SavedRun | undefined {
  const reading = readCapsule(readFileSync(file, 'utf8'));
  if (reading.kind === 'invalid' || reading.capsule.design.name !== query.design) return undefined;
  const loaded = scenarioOf(reading.capsule, query);
  if (loaded === undefined || checkOperations(reading.capsule.plan, loaded.value).length > 0)
    return undefined;
  const path = relative(process.cwd(), file);
  return { path, from: 'reports', capsule: reading.capsule, scenario: loaded.source };
}

function scenarioOf({ plan }: Capsule, { scenarios }: SavedCapsulesQuery): Loaded<Scenario> | undefined {
  return scenarios.find(({ value }) => value.name === plan.scenario);
}

function filesUnder(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.name.endsWith('.json') ? [path] : [];
  });
}

/** Nothing where there is no such folder. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
