// All commands of `windtunnel`, as the command line parser knows them.

import { Command } from 'commander';
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
import { EXIT_TABLE } from './exit-codes.ts';
import { packageFacts } from './package-root.ts';

export function createProgram(outcome: CommandOutcome): Command {
  const codes = EXIT_TABLE.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join('\n');
  const program = new Command('windtunnel')
    .description('A wind tunnel for message-queue clusters.')
    .version(packageFacts().version)
    .exitOverride()
    .showHelpAfterError('(see windtunnel --help)')
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
