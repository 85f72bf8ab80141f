// `windtunnel bench`: how fast the simulator's kernel, the store and whole judged runs are on this machine.

import type { Command } from 'commander';
import { type CommandOutcome, newCommand } from '../command-frame.ts';
import { addWorkerOptions } from '../run-options.ts';

export interface BenchFlags {
  readonly json?: boolean;
  readonly profile?: boolean;
  readonly workers: number;
  readonly stallAfter: number;
}

export function benchCommand(outcome: CommandOutcome): Command {
  const command = newCommand({
    name: 'bench',
    doc: 'Measure the kernel, the store and whole runs on this machine; everything when nothing is named.',
    examples: [
      'bench',
      'bench kernel.rpc.10 cluster --json',
      'bench --profile',
      'bench --profile cluster.throughput',
    ],
  })
    .argument(
      '[name...]',
      'what to measure: kernel, kernel.rpc, kernel.rpc.10, kernel.idle-hour, kernel.events, store, broker, cluster, replication, workers …',
    )
    .option(
      '--profile',
      'show where the time goes instead: of the kernel, with cluster of messages end to end, with replication of those that a slave copies',
    )
    .option('--json', 'print one JSON document');
  addWorkerOptions(command);
  return command.action(async (names: string[], flags: BenchFlags) => {
    const { runBench } = await import('../bench-action.ts');
    outcome.code = await runBench(names, flags);
  });
}
