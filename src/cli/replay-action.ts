// What `windtunnel replay` does.

import { readFile, stat } from 'node:fs/promises';
import { type Capsule, readCapsule } from '../explorer/capsule.ts';
import { type Expected, type Replay, replay } from '../explorer/replay.ts';
import type { RunTask } from '../explorer/run-task.ts';
import type { Design } from '../scenario/design.ts';
import { checkOperations } from '../scenario/plan-schema.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { asksForCauses, type CausesFlags } from './causes-flags.ts';
import type { ReplayFlags } from './commands/replay.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Interruption, interruptedWithoutResult } from './interruption.ts';
import { type Loaded, loadDesign, loadScenario } from './load-module.ts';
import { NodeExplorerHost } from './node-explorer-host.ts';
import { printReplay } from './replay-output.ts';
import { UsageError } from './usage-error.ts';

const CAPSULE_BYTES_MAX = 64 * 1024 * 1024;
const TRACE_EVENTS_MAX = 1_000_000;

export interface ReplayOrder {
  readonly scenario: Loaded<Scenario>;
  readonly design: Loaded<Design>;
  readonly task: RunTask;
  /** Undefined when nothing was saved. */
  readonly expected: Expected | undefined;
  readonly stallAfterMs: number;
}

export async function runReplay(source: string, flags: ReplayFlags): Promise<ExitCode> {
  const order = (await isCapsule(source))
    ? await orderOfCapsule(source, flags)
    : await orderOfSeed(source, flags);
  const result = await performReplay(order);
  if (result === undefined) return interruptedWithoutResult();
  await printReplay(result, order.expected, flags);
  return exitCodeOfReplay(result);
}

/** Undefined when interrupted. */
export async function performReplay(order: ReplayOrder): Promise<Replay | undefined> {
  const host = new NodeExplorerHost({
    size: 1,
    stallAfterMs: order.stallAfterMs,
    scenarios: [order.scenario],
    designs: [order.design],
    saveCapsule: () => '',
  });
  const interruption = new Interruption(() => void host.interrupt());
  try {
    return await replay(order.task, order.expected, host);
  } catch (error) {
    if (host.isInterrupted) return undefined;
    throw error;
  } finally {
    interruption.end();
    await host.close();
  }
}

export async function orderOfCapsule(
  file: string,
  flags: Pick<ReplayFlags, 'scenario' | 'design' | 'until' | 'trace' | 'stallAfter'> & CausesFlags,
): Promise<ReplayOrder> {
  const capsule = await loadCapsule(file);
  const scenario = await loadScenario(flags.scenario ?? capsule.scenario);
  const problems = checkOperations(capsule.plan, scenario.value);
  if (problems.length > 0) throw unfit(file, problems);
  const design = await loadDesign(flags.design ?? capsule.design.source);
  const saved = flags.design === undefined ? { designOptions: capsule.design.options } : {};
  const task: RunTask = {
    scenario: scenario.source,
    design: design.source,
    ...saved,
    source: { kind: 'plan', plan: capsule.plan },
    ...taskExtras(flags),
  };
  return { scenario, design, task, expected: capsule, stallAfterMs: flags.stallAfter };
}

async function orderOfSeed(source: string, flags: ReplayFlags): Promise<ReplayOrder> {
  const scenario = await loadScenario(source);
  if (flags.seed === undefined) {
    throw new UsageError(`which run of ${source} is to be replayed?`, {
      remedy: 'add --seed S:i, such as --seed 0:17, or name the file of a capsule',
    });
  }
  const design = await loadDesign(flags.design ?? 'baseline');
  const task: RunTask = {
    scenario: scenario.source,
    design: design.source,
    source: { kind: 'seeds', seeds: [flags.seed], profile: flags.profile },
    ...taskExtras(flags),
  };
  return { scenario, design, task, expected: undefined, stallAfterMs: flags.stallAfter };
}

function taskExtras(flags: Pick<ReplayFlags, 'until' | 'trace'> & CausesFlags) {
  const { until, trace } = flags;
  const hasCauses = asksForCauses(flags);
  return {
    ...(until === undefined ? {} : { until }),
    ...(hasCauses ? { account: 'detailed' as const } : {}),
    ...(trace === true || hasCauses ? { traceWindow: { first: 1, last: TRACE_EVENTS_MAX } } : {}),
  };
}

async function isCapsule(source: string): Promise<boolean> {
  if (source.endsWith('.json')) return true;
  if (/\.[cm]?[jt]s$/.test(source)) return false;
  return stat(source).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** @throws UsageError */
export async function loadCapsule(file: string): Promise<Capsule> {
  const text = await readCapsuleText(file);
  const reading = readCapsule(text);
  if (reading.kind === 'capsule') return reading.capsule;
  throw unfit(file, reading.problems);
}

async function readCapsuleText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > CAPSULE_BYTES_MAX) throw new Error(`${size} bytes are more than any capsule has`);
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the capsule ${file} cannot be read`, {
      problems: [(error as Error).message],
      remedy: 'check the path; `windtunnel explore` saves capsules under reports/latest/capsules/',
    });
  }
}

function unfit(file: string, problems: readonly string[]): UsageError {
  return new UsageError(`${file} is not a capsule that can be replayed`, {
    problems,
    remedy: 'restore the file as it was saved, or save it anew with `windtunnel explore`',
  });
}

function exitCodeOfReplay({ outcome, divergence }: Replay): ExitCode {
  if (divergence?.kind === 'nondeterministic') return EXIT.nondeterministic;
  return outcome === 'same' || outcome === 'fixed' ? EXIT.held : EXIT.failed;
}
