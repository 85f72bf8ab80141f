// `windtunnel shrink`: makes a saved failure as small as it gets.

import { type Command, Option } from 'commander';
import { parseDurationMs } from '../arguments.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { addWorkerOptions } from '../run-options.ts';

export interface ShrinkFlags {
  /** Milliseconds. */
  readonly budget: number;
  readonly scenario?: string;
  readonly output?: string;
  readonly workers: number;
  readonly stallAfter: number;
  readonly json?: boolean;
}

const BUDGET_MS = 60_000;

export function shrinkCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'shrink',
    doc:
      'Make a saved failure as small as it gets: fewer faults, operations and machines, calmer conditions, and still the same failure. ' +
      'Saves what it finds beside the capsule; asked again, it goes on from there. ' +
      'Exits 0 when the smaller run still fails the same way, 4 when the saved one holds now, 1 when it fails otherwise.',
    summary: 'Make a saved failure as small as it gets.',
    examples: [
      'shrink reports/latest/capsules/order-lifecycle.spread-keys.json',
      'shrink capsule.json --budget 10m --output smallest.json',
    ],
  })
    .argument('<capsule>', 'file of a saved run that failed')
    .addOption(
      new Option('--budget <duration>', 'stop after this wall time')
        .argParser(parseDurationMs)
        .default(BUDGET_MS, '60s'),
    )
    .option('--output <file>', 'where the smaller run is saved (default: <capsule>.shrunk.json)')
    .option('--scenario <name or file>', 'where the scenario of the saved run is found now')
    .option('--json', 'print the result as one JSON document');
  addWorkerOptions(command);
  return command.action(async (source: string, flags: ShrinkFlags) => {
    const { runShrink } = await import('../shrink-action.ts');
    outcome.code = await runShrink(source, flags);
  });
}
