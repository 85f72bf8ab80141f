// What all commands share: an example in the help, usage errors as exceptions, and a result that is an exit code.

import { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';

export interface CommandOutcome {
  code: ExitCode;
}

export interface CommandText {
  readonly name: string;
  /** All its words, where they are more than the name. */
  readonly command?: string;
  readonly doc: string;
  /** For the list of commands, where the doc is too long for it. */
  readonly summary?: string;
  readonly examples: readonly string[];
}

/** A command of commands. */
export function newGroup(text: CommandText, commands: readonly Command[]): Command {
  const group = newCommand(text);
  for (const command of commands) group.addCommand(command);
  return group;
}

export function newCommand({ name, command, doc, summary, examples }: CommandText): Command {
  const shown = examples.map((example) => `  $ windtunnel ${example}`).join('\n');
  return new Command(name)
    .description(doc)
    .summary(summary ?? doc)
    .exitOverride()
    .showHelpAfterError(`(see windtunnel ${command ?? name} --help)`)
    .addHelpText('after', `\nExample${examples.length > 1 ? 's' : ''}:\n${shown}`);
}
