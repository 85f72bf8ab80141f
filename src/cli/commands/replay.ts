// `windtunnel replay`: performs a saved run, or the run of a seed, once more.

import { type Command, Option } from 'commander';
import type { RunUntil } from '../../explorer/run-task.ts';
import type { Profile } from '../../scenario/plan.ts';
import { parseUntil } from '../arguments.ts';
import { type CausesFlags, parseExport } from '../causes-flags.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { addProfileOption, stallOption } from '../run-options.ts';

export interface ReplayFlags extends CausesFlags {
  readonly seed?: string;
  readonly design?: string;
  readonly scenario?: string;
  readonly profile: Profile;
  readonly until?: RunUntil;
  readonly trace?: boolean;
  readonly json?: boolean;
  readonly stallAfter: number;
}

export function replayCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'replay',
    doc: 'Perform a saved run, or the run of a seed, once more and compare. Exits 0 when it is the same, or when it failed and holds now.',
    examples: [
      'replay reports/latest/capsules/order-lifecycle.spread-keys.json',
      'replay order-lifecycle --seed 0:17 --design spread-keys',
      'replay capsule.json --until 12.5s --trace | tail -50',
      'replay capsule.json --why --mermaid why.mmd --export perfetto=run.json',
    ],
  })
    .argument('<capsule or scenario>', 'file of a saved run, or a scenario together with --seed')
    .option('--seed <S:i>', 'which run of the scenario')
    .option(
      '--design <name or file>',
      'try this design instead of the saved one (default for a seed: baseline)',
    )
    .option('--scenario <name or file>', 'where the scenario of a saved run is found now')
    .addOption(
      new Option('--until <time or #event>', 'stop there, such as 12.5s or #4711').argParser(parseUntil),
    )
    .option('--trace', 'print every event with its cause')
    .option(
      '--why',
      'print how it came to the failure: the ancestors of the violating event, and what else matters',
    )
    .addOption(
      new Option('--mermaid <file>', 'write that as a Mermaid sequence diagram; - is stdout').conflicts(
        'json',
      ),
    )
    .addOption(
      new Option(
        '--export <format=file>',
        'write the whole run for perfetto or shiviz; may be repeated',
      ).argParser(parseExport),
    )
    .option('--json', 'print the result as one JSON document');
  addProfileOption(command);
  command.addOption(stallOption());
  return command.action(async (source: string, flags: ReplayFlags) => {
    const { runReplay } = await import('../replay-action.ts');
    outcome.code = await runReplay(source, flags);
  });
}
