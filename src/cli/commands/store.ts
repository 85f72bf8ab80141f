// `windtunnel store`: what can be asked of the folder of a store.

import type { Command } from 'commander';
import { type CommandOutcome, newCommand, newGroup } from '../command-frame.ts';
import type { StoreInspectFlags } from '../store-inspect-action.ts';

export function storeCommand(outcome: CommandOutcome): Command {
  const text = {
    name: 'store',
    doc: 'Look into the folder of a store.',
    examples: ['store inspect data/broker-a/store'],
  };
  return newGroup(text, [inspectCommand(outcome)]);
}

function inspectCommand(outcome: CommandOutcome): Command {
  return newCommand({
    name: 'inspect',
    command: 'store inspect',
    summary: 'Print what the folder of a store holds and verify it.',
    doc: [
      'Print what the folder of a store holds and verify it: records tile the commit log and pass their checksums, offsets of a queue',
      'have no gap, every message has exactly its entry in its consume queue, files have the sizes and names that stock brokers expect.',
      'The folder may be of this system or of a RocketMQ broker; sizes are read off the files. Nothing is changed, large files are streamed.',
      'Exits 0 when the folder is sound, 1 with the first inconsistency, 64 when it is no store. While a broker has the folder open, or',
      'after it was killed, what the next start makes good is listed apart and is no inconsistency.',
    ].join(' '),
    examples: ['store inspect ~/store', 'store inspect data/broker-a/store --json | jq .queues'],
  })
    .argument('<directory>', 'the folder that holds commitlog and consumequeue')
    .option('--json', 'print one JSON document')
    .option('--keys', 'also look for every key in the key index; keeps all keys in memory')
    .action(async (directory: string, flags: StoreInspectFlags) => {
      const { runStoreInspect } = await import('../store-inspect-action.ts');
      outcome.code = runStoreInspect(directory, flags);
    });
}
