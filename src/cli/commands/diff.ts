// `windtunnel diff`: where two runs of a scenario part, and what came of it.

import type { Command } from 'commander';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { stallOption } from '../run-options.ts';

export interface DiffFlags {
  readonly design?: string;
  readonly scenario?: string;
  readonly json?: boolean;
  readonly stallAfter: number;
}

export function diffCommand(outcome: CommandOutcome): Command {
  return newCommand({
    name: 'diff',
    doc: 'Perform two saved runs of a scenario once more and say where they part and what came of it. Exits 0 whether they differ or not.',
    summary: 'Say where two saved runs part and what came of it.',
    examples: [
      'diff reports/latest/capsules/order-lifecycle.spread-keys.json --design baseline',
      'diff failing.json shrunk.json',
      'diff failing.json passing.json --json',
    ],
  })
    .argument('<capsule>', 'file of a saved run: A')
    .argument('[capsule]', 'file of a saved run of the same scenario: B')
    .option('--design <name or file>', 'B is the plan of A with this design, instead of a second capsule')
    .option('--scenario <name or file>', 'where the scenario of the saved runs is found now')
    .option('--json', 'print the result as one JSON document')
    .addOption(stallOption())
    .action(async (left: string, right: string | undefined, flags: DiffFlags) => {
      const { runDiff } = await import('../diff-action.ts');
      outcome.code = await runDiff(left, right, flags);
    });
}
