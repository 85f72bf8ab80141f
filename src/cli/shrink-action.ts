// What `windtunnel shrink` does.

import type { Capsule } from '../explorer/capsule.ts';
import type { Shrinking } from '../explorer/shrink/shrink.ts';
import { shrinkDocument, shrinkText } from '../report/shrink-report.ts';
import type { ShrinkFlags } from './commands/shrink.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Interruption } from './interruption.ts';
import { NodeExplorerHost } from './node-explorer-host.ts';
import { Progress } from './progress.ts';
import { loadCapsule, orderOfCapsule } from './replay-action.ts';
import { shrunkPathOf } from './shrink-files.ts';
import { ShrinkJob } from './shrink-job.ts';
import { dataStyle, printData, printJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export async function runShrink(file: string, flags: ShrinkFlags): Promise<ExitCode> {
  const capsule = await loadCapsule(file);
  refuseOthers(file, capsule);
  const { scenario, stallAfter } = flags;
  const order = await orderOfCapsule(file, { stallAfter, ...(scenario === undefined ? {} : { scenario }) });
  const path = flags.output ?? shrunkPathOf(file, capsule);
  const host = new NodeExplorerHost({
    size: flags.workers,
    stallAfterMs: stallAfter,
    scenarios: [order.scenario],
    designs: [order.design],
    saveCapsule: () => '',
  });
  const interruption = new Interruption(() => void host.interrupt());
  const progress = new Progress(`shrinking ${capsule.scenario} with ${capsule.design.name}`);
  try {
    const job = new ShrinkJob({ capsule, order, host, budgetMs: flags.budget, path, progress });
    const shrinking = await job.perform();
    const report = {
      shrinking,
      before: job.before,
      capsule: path,
      expected: capsule.verdict,
      isInterrupted: host.isInterrupted,
    };
    if (flags.json === true) printJson(shrinkDocument(report));
    else printData(shrinkText(report, dataStyle()));
    return host.isInterrupted ? EXIT.interrupted : exitCodeOfShrinking(shrinking);
  } finally {
    progress.clear();
    interruption.end();
    await host.close();
  }
}

/** @throws UsageError when there is no failure that a single run could show */
function refuseOthers(file: string, { verdict }: Capsule): void {
  if (verdict.kind !== 'held' && verdict.kind !== 'nondeterministic') return;
  throw new UsageError(`${file} cannot be shrunk`, {
    problems: [
      verdict.kind === 'held'
        ? 'the run that it saves held'
        : 'the run that it saves was not deterministic: whether a smaller one fails would be chance',
    ],
    remedy:
      verdict.kind === 'held'
        ? 'name the capsule of a failure; `windtunnel explore` saves them under reports/latest/capsules/'
        : `see where two runs of it part with \`windtunnel replay ${file}\`, and mend that first`,
  });
}

function exitCodeOfShrinking({ kind, ...rest }: Shrinking): ExitCode {
  switch (kind) {
    case 'shrunk':
      return EXIT.held;
    case 'interrupted':
      return EXIT.interrupted;
    case 'nondeterministic':
      return EXIT.nondeterministic;
    case 'elsewise':
      return 'outcome' in rest && rest.outcome.verdict.kind === 'held' ? EXIT.nothingSelected : EXIT.failed;
  }
}
