// `windtunnel zoo`: is every known-bad design convicted, and how soon?

import { type Command, Option } from 'commander';
import { parseCount } from '../arguments.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { addWorkerOptions } from '../run-options.ts';

export interface ZooFlags {
  readonly seeds: number;
  readonly seed: string;
  readonly workers: number;
  readonly stallAfter: number;
  readonly json?: boolean;
}

const DEFAULT_SEEDS = 500;

export function zooCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'zoo',
    doc: 'Convict known-bad designs, all when none is named: how many seeds it takes, over five independent streams of seeds.',
    examples: ['zoo', 'zoo st-01-unflushed-visible --seeds 200 --json'],
  })
    .argument('[design...]', 'name, or path of your own .ts or .js file')
    .addOption(
      new Option('--seeds <N>', 'give a stream up after this many runs')
        .argParser(parseCount)
        .default(DEFAULT_SEEDS),
    )
    .option('--seed <S>', 'any text; stream k has the seeds S-k:i', 'zoo')
    .option('--json', 'print the result as one JSON document');
  addWorkerOptions(command);
  return command.action(async (sources: string[], flags: ZooFlags) => {
    const { runZoo } = await import('../zoo-action.ts');
    outcome.code = await runZoo(sources, flags);
  });
}
