// What `windtunnel likelihood` does.

import { describeFinding } from '../explorer/failure.ts';
import { type LikelihoodResult, likelihood } from '../explorer/likelihood/likelihood.ts';
import type { Expected } from '../explorer/replay.ts';
import type { PlanSource, RunOutcome } from '../explorer/run-task.ts';
import { formatMicroseconds } from '../report/figures.ts';
import { likelihoodDocument, likelihoodText } from '../report/likelihood-report.ts';
import type { LikelihoodFlags } from './commands/likelihood.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Interruption, interruptedWithoutResult } from './interruption.ts';
import { NodeExplorerHost } from './node-explorer-host.ts';
import { Progress } from './progress.ts';
import { orderOfCapsule, type ReplayOrder } from './replay-action.ts';
import { dataStyle, printData, printJson, say } from './terminal.ts';

const PIPE_COLUMNS = 100;
const REMEDY =
  'name the capsule of a run that still fails; `windtunnel replay` compares today’s run with the saved one';

export async function runLikelihood(file: string, flags: LikelihoodFlags): Promise<ExitCode> {
  const order = await orderOfCapsule(file, flags);
  const result = await measure(order, flags);
  if (result.kind === 'interrupted') return interruptedWithoutResult();
  if (result.kind === 'held') {
    say(
      `the run of ${file} holds now, so there is no failure whose likelihood could be measured\nremedy: ${REMEDY}`,
    );
    return EXIT.nothingSelected;
  }
  const found = result.likelihood;
  if (flags.json === true) printJson(likelihoodDocument(found));
  else {
    const width = process.stdout.columns ?? PIPE_COLUMNS;
    printData(likelihoodText(found, { capsule: file, width }, dataStyle()));
  }
  return found.isInterrupted ? EXIT.interrupted : EXIT.held;
}

async function measure(order: ReplayOrder, flags: LikelihoodFlags): Promise<LikelihoodResult> {
  const { scenario, design, task } = order;
  const host = new NodeExplorerHost({
    size: flags.workers,
    stallAfterMs: flags.stallAfter,
    scenarios: [scenario],
    designs: [design],
    saveCapsule: () => '',
  });
  const interruption = new Interruption(() => void host.interrupt());
  const progress = new Progress(`${scenario.value.name} with ${design.value.name}`);
  const request = {
    scenario: scenario.value,
    task: { ...task, source: task.source as PlanSource },
    runsPerMoment: flags.runs,
    budgetMs: flags.budget,
  };
  try {
    return await likelihood(request, host, {
      onFailure: (run, endUs) => say(openingWords(run, endUs, order.expected)),
      onProgress: ({ runs, elapsedMs }) =>
        progress.show({ runs, totalRuns: undefined, failedRuns: 0, events: 0, elapsedMs }),
    });
  } finally {
    progress.clear();
    interruption.end();
    await host.close();
  }
}

function openingWords(run: RunOutcome, endUs: number, expected: Expected | undefined): string {
  const now = describeFinding(run.verdict)?.fingerprint;
  const then = expected === undefined ? now : describeFinding(expected.verdict)?.fingerprint;
  const change = now === then ? '' : `, other than when it was saved (${then ?? 'it held then'})`;
  return `it fails by ${now} at ${formatMicroseconds(endUs)}${change}; now it is performed again and again, drawn anew from moment after moment on`;
}
