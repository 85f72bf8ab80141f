// Flags that several commands share.

import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { parseCount, parseDurationMs } from './arguments.ts';

const STALL_AFTER_MS = 60_000;

export function addProfileOption(command: Command): void {
  const profiles = ['swarm', 'calm', 'fierce', 'long', 'overload'];
  command.addOption(new Option('--profile <profile>', 'how much trouble').choices(profiles).default('swarm'));
}

export function addWorkerOptions(command: Command): void {
  command
    .addOption(
      new Option('--workers <N>', 'worker threads')
        .argParser(parseCount)
        .default(availableParallelism(), 'all cores'),
    )
    .addOption(stallOption());
}

export function stallOption(): Option {
  return new Option('--stall-after <duration>', 'give a run up after this wall time')
    .argParser(parseDurationMs)
    .default(STALL_AFTER_MS, '60s');
}

export function addGithubOptions(command: Command): void {
  command
    .option('--github', 'annotate failures for GitHub (default: in its runner, unless --shard is given)')
    .option('--no-github', 'do not');
}
