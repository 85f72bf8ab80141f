#!/usr/bin/env node
// The command `windtunnel`. It reads the command line, runs one command and turns its end into an exit code.

import { CommanderError } from 'commander';
import { performInBulkProcess } from './bulk-process.ts';
import type { CommandOutcome } from './command-frame.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usage-error.ts';

const FINE_ENDS: readonly string[] = ['commander.helpDisplayed', 'commander.version'];

async function run(words: readonly string[]): Promise<ExitCode> {
  const outcome: CommandOutcome = { code: EXIT.internal };
  try {
    await createProgram(outcome).parseAsync(words, { from: 'user' });
    return outcome.code;
  } catch (error) {
    return describeEnd(error);
  }
}

function describeEnd(error: unknown): ExitCode {
  if (error instanceof CommanderError) return FINE_ENDS.includes(error.code) ? EXIT.held : EXIT.usage;
  if (error instanceof UsageError) {
    const problems = error.problems.map((problem) => `\n  ${problem}`).join('');
    process.stderr.write(`error: ${error.message}${problems}\nremedy: ${error.remedy}\n`);
    return EXIT.usage;
  }
  return describeInternalError(error);
}

function describeInternalError(error: unknown): ExitCode {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`internal error of windtunnel, please report it:\n${stack}\n`);
  return EXIT.internal;
}

/** A reader that has seen enough, such as `head`, is no error. */
function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

endQuietlyOnClosedPipe();
process.on('uncaughtException', (error) => process.exit(describeInternalError(error)));
const words = process.argv.slice(2);
process.exitCode = (await performInBulkProcess(words)) ?? (await run(words));
