// What all commands share: an example in the help, usage errors as exceptions, and a result that is an exit code.

import { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';

export interface CommandOutcome {
  code: ExitCode;
}

export interface CommandText {
  readonly name: string;
  readonly doc: string;
  readonly examples: readonly string[];
}

export function newCommand({ name, doc, examples }: CommandText): Command {
  const shown = examples.map((example) => `  $ windtunnel ${example}`).join('\n');
  return new Command(name)
    .description(doc)
    .exitOverride()
    .showHelpAfterError(`(see windtunnel ${name} --help)`)
    .addHelpText('after', `\nExample${examples.length > 1 ? 's' : ''}:\n${shown}`);
}
