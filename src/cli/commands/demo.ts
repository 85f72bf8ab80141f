// `windtunnel demo`, which `npm start` runs: a good design holds, wrong ones are convicted, a failure is saved and replayed.

import type { Command } from 'commander';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { addWorkerOptions } from '../run-options.ts';

export interface DemoFlags {
  readonly workers: number;
  readonly stallAfter: number;
}

export function demoCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'demo',
    doc: 'See it work: the good design holds, wrong ones are convicted, a failure is saved and replayed.',
    examples: ['demo'],
  });
  addWorkerOptions(command);
  return command.action(async (flags: DemoFlags) => {
    const { runDemo } = await import('../demo-action.ts');
    outcome.code = await runDemo(flags);
  });
}
