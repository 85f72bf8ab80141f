#!/usr/bin/env node
// The command `windtunnel`. It reads the command line, runs one command and turns its end into an exit code.

import { Command, CommanderError } from 'commander';
import type { CommandOutcome } from './command-frame.ts';
import { adminCommand } from './commands/admin.ts';
import { benchCommand } from './commands/bench.ts';
import { demoCommand } from './commands/demo.ts';
import { diffCommand } from './commands/diff.ts';
import { exploreCommand } from './commands/explore.ts';
import { likelihoodCommand } from './commands/likelihood.ts';
import { listCommand } from './commands/list.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { serveCommand } from './commands/serve.ts';
import { shrinkCommand } from './commands/shrink.ts';
import { storeCommand } from './commands/store.ts';
import { zooCommand } from './commands/zoo.ts';
import { EXIT, EXIT_TABLE, type ExitCode } from './exit-codes.ts';
import { packageFacts } from './package-root.ts';
import { UsageError } from './usage-error.ts';

const FINE_ENDS: readonly string[] = ['commander.helpDisplayed', 'commander.version'];

function createProgram(outcome: CommandOutcome): Command {
  const codes = EXIT_TABLE.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join('\n');
  const program = new Command('windtunnel')
    .description('A wind tunnel for message-queue clusters.')
    .version(packageFacts().version)
    .exitOverride()
    .addHelpText(
      'after',
      `\nExample:\n  $ windtunnel explore order-lifecycle --seeds 200\n\nExit codes:\n${codes}`,
    );
  for (const create of [
    exploreCommand,
    replayCommand,
    shrinkCommand,
    diffCommand,
    likelihoodCommand,
    reportCommand,
    zooCommand,
    listCommand,
    benchCommand,
    storeCommand,
    serveCommand,
    adminCommand,
    demoCommand,
  ]) {
    program.addCommand(create(outcome));
  }
  return program;
}

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
process.exitCode = await run(process.argv.slice(2));
