// `windtunnel list`: what there is to explore, and against what.

import { Argument, type Command } from 'commander';
import { type CommandOutcome, newCommand } from '../command-frame.ts';

export const LISTS = ['scenarios', 'designs', 'oracles', 'faults'] as const;
export type ListName = (typeof LISTS)[number];

export function listCommand(outcome: CommandOutcome): Command {
  return newCommand({
    name: 'list',
    doc: 'List what comes with the package.',
    examples: ['list scenarios', 'list designs --json'],
  })
    .addArgument(new Argument('<what>', 'which list').choices(LISTS))
    .option('--json', 'print one JSON document')
    .action(async (what: ListName, flags: { readonly json?: boolean }) => {
      const { runList } = await import('../list-action.ts');
      outcome.code = await runList(what, flags.json === true);
    });
}
