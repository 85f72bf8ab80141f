// What `windtunnel diff` does.

import type { Capsule } from '../explorer/capsule.ts';
import { type DiffSide, diffRuns, type RunDifference } from '../explorer/diff/diff-runs.ts';
import { diffDocument } from '../report/diff-report.ts';
import { diffText } from '../report/diff-text.ts';
import type { Design } from '../scenario/design.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DiffFlags } from './commands/diff.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Interruption, interruptedWithoutResult } from './interruption.ts';
import type { Loaded } from './load-module.ts';
import { NodeExplorerHost } from './node-explorer-host.ts';
import { loadCapsule, orderOfCapsule } from './replay-action.ts';
import { dataStyle, printData, printJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

interface LoadedSide {
  readonly scenario: Loaded<Scenario>;
  readonly design: Loaded<Design>;
  readonly side: DiffSide;
}

export async function runDiff(left: string, right: string | undefined, flags: DiffFlags): Promise<ExitCode> {
  refuseUnclear(right, flags);
  const { scenario, stallAfter } = flags;
  const common = { stallAfter, ...(scenario === undefined ? {} : { scenario }) };
  const exchanged = flags.design === undefined ? {} : { design: flags.design };
  const capsules = [await loadCapsule(left), await loadCapsule(right ?? left)] as const;
  refuseStrangers([left, right ?? left], capsules);
  const sides = [
    await loadSide(left, capsules[0], common),
    await loadSide(right ?? left, capsules[1], { ...common, ...exchanged }),
  ] as const;
  const difference = await performDiff(sides, stallAfter);
  if (difference === undefined) return interruptedWithoutResult();
  if (flags.json === true) printJson(diffDocument(difference));
  else printData(diffText(difference, dataStyle()));
  return isDoubtful(difference) ? EXIT.nondeterministic : EXIT.held;
}

function refuseUnclear(right: string | undefined, { design }: DiffFlags): void {
  if (right === undefined && design === undefined) {
    throw new UsageError('what is the run to be compared with?', {
      remedy: 'name a second capsule, or add --design, such as --design baseline',
    });
  }
  if (right !== undefined && design !== undefined) {
    throw new UsageError('a second capsule and --design are two answers to one question', {
      remedy: 'leave one of them out',
    });
  }
}

/** Events of two scenarios have nothing in common. */
function refuseStrangers(
  [left, right]: readonly [string, string],
  capsules: readonly [Capsule, Capsule],
): void {
  const [one, other] = capsules.map(({ plan }) => plan.scenario);
  if (one === other) return;
  throw new UsageError('only runs of one scenario can be compared', {
    problems: [`${left} is a run of ${one}`, `${right} is a run of ${other}`],
    remedy: `name two capsules of ${one}, or try another design with \`windtunnel diff ${left} --design baseline\``,
  });
}

async function loadSide(
  file: string,
  capsule: Capsule,
  flags: Parameters<typeof orderOfCapsule>[1],
): Promise<LoadedSide> {
  const { scenario, design, task } = await orderOfCapsule(file, flags);
  const isSaved = flags.design === undefined;
  const input = {
    plan: capsule.plan,
    design: design.value,
    designSource: design.source,
    options: isSaved ? capsule.design.options : design.value.options,
  };
  const savedDigest = isSaved && capsule.digest !== '' ? capsule.digest : undefined;
  return { scenario, design, side: { task, input, savedDigest } };
}

/** Undefined when interrupted. */
async function performDiff(
  sides: readonly [LoadedSide, LoadedSide],
  stallAfterMs: number,
): Promise<RunDifference | undefined> {
  const host = new NodeExplorerHost({
    size: 2,
    stallAfterMs,
    scenarios: sides.map(({ scenario }) => scenario),
    designs: sides.map(({ design }) => design),
    saveCapsule: () => '',
  });
  const interruption = new Interruption(() => void host.interrupt());
  try {
    return await diffRuns(sides[0].side, sides[1].side, host);
  } catch (error) {
    if (host.isInterrupted) return undefined;
    throw error;
  } finally {
    interruption.end();
    await host.close();
  }
}

/** The same was put in, and something else came out. */
function isDoubtful({ inputs, events }: RunDifference): boolean {
  return inputs.length === 0 && events?.first !== undefined;
}
