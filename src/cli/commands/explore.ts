// `windtunnel explore`: tries seeds of scenarios against a design.

import { type Command, Option } from 'commander';
import type { SeedRange } from '../../explorer/seed-range.ts';
import type { Shard } from '../../explorer/shard.ts';
import type { Profile } from '../../scenario/plan.ts';
import { parseCount, parseDurationMs, parseSeeds, parseShard } from '../arguments.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { addGithubOptions, addProfileOption, addWorkerOptions } from '../run-options.ts';

export interface ExploreFlags {
  readonly seeds?: SeedRange;
  /** Milliseconds. */
  readonly time?: number;
  readonly seed: string;
  readonly design: string;
  readonly profile: Profile;
  readonly workers: number;
  readonly stallAfter: number;
  readonly shard?: Shard;
  readonly strict?: boolean;
  readonly maxFailures?: number;
  readonly replay: boolean;
  readonly github?: boolean;
  readonly json?: boolean;
  readonly jsonl?: boolean;
}

export function exploreCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'explore',
    summary: 'Try seeds of scenarios against a design; all scenarios when none is named.',
    doc: 'Try seeds of scenarios against a design; all scenarios when none is named. Saved runs of corpus/ and of reports/ are replayed first.',
    examples: [
      'explore order-lifecycle --seeds 200',
      'explore order-lifecycle --time 60s --design spread-keys --max-failures 1',
      'explore ./my-scenario.ts --seed "$(git rev-parse HEAD)" --shard 2/8 --json',
    ],
  })
    .argument('[scenario...]', 'name, or path of your own .ts or .js file')
    .addOption(
      new Option(
        '--seeds <N or A..B>',
        'runs 0 to N-1, or A to B, of each scenario (default: 100)',
      ).argParser(parseSeeds),
    )
    .addOption(
      new Option('--time <duration>', 'explore as long as this instead, such as 60s')
        .argParser(parseDurationMs)
        .conflicts('seeds'),
    )
    .option('--seed <S>', 'any text; the i-th run has the seed S:i', '0')
    .option('--design <name or file>', 'what is tried', 'baseline')
    .addOption(new Option('--shard <i/n>', 'this part of the runs, from 1/n to n/n').argParser(parseShard))
    .option('--strict', 'a mark that no run reached is a failure')
    .addOption(new Option('--max-failures <N>', 'stop after this many failed runs').argParser(parseCount))
    .option('--no-replay', 'leave saved runs alone: corpus/ and what earlier invocations left in reports/')
    .addOption(new Option('--json', 'print the result as one JSON document').conflicts('jsonl'))
    .option('--jsonl', 'print one JSON document per run');
  addGithubOptions(command);
  addProfileOption(command);
  addWorkerOptions(command);
  return command.action(async (sources: string[], flags: ExploreFlags) => {
    const { runExplore } = await import('../explore-action.ts');
    outcome.code = await runExplore(sources, flags);
  });
}
