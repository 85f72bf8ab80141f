// `windtunnel likelihood`: when did a failure become inevitable?

import { type Command, Option } from 'commander';
import { parseCount, parseDurationMs } from '../arguments.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { addWorkerOptions } from '../run-options.ts';

export interface LikelihoodFlags {
  readonly scenario?: string;
  readonly design?: string;
  readonly runs: number;
  /** Milliseconds. */
  readonly budget: number;
  readonly workers: number;
  readonly stallAfter: number;
  readonly json?: boolean;
}

const DEFAULT_RUNS = 40;
const DEFAULT_BUDGET_MS = 60_000;

export function likelihoodCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'likelihood',
    doc:
      'When did a failure become inevitable? Perform the run again and again, as it was up to a moment and drawn anew after it, and plot how ' +
      'often it fails the same way, over the moments, with the events at which that jumps.',
    summary: 'When did a failure become inevitable? A curve, and the events at its jumps.',
    examples: [
      'likelihood reports/latest/capsules/power-loss.st-04-uncut-queues.json',
      'likelihood capsule.json --budget 5m --runs 200 --json',
    ],
  })
    .argument('<capsule>', 'file of a saved run that failed')
    .option('--scenario <name or file>', 'where the scenario of the run is found now')
    .option('--design <name or file>', 'try this design instead of the saved one')
    .addOption(new Option('--runs <N>', 'runs at each moment').argParser(parseCount).default(DEFAULT_RUNS))
    .addOption(
      new Option('--budget <duration>', 'wall time for all of it')
        .argParser(parseDurationMs)
        .default(DEFAULT_BUDGET_MS, '60s'),
    )
    .option('--json', 'print the result as one JSON document');
  addWorkerOptions(command);
  return command.action(async (file: string, flags: LikelihoodFlags) => {
    const { runLikelihood } = await import('../likelihood-action.ts');
    outcome.code = await runLikelihood(file, flags);
  });
}
